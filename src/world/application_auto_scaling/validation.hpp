#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "world/application_auto_scaling/messages.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// A ValidationException with this text.
[[nodiscard]] Failure<Refusal> invalid(std::string message);

/// Refuses everything but a well-formed ECS service's desired count, which is all
/// that is modelled.
[[nodiscard]] Answer<void> check_target(const TargetKey& key);

/// The same of a filter, whose resource and dimension may be left out.
[[nodiscard]] Answer<void> check_filter(const TargetFilter& filter);

/// The cluster and the service of a resource id.
struct ServiceName {
  std::string cluster;
  std::string service;
};

/// Reads "service/<cluster>/<service>"; nothing where it is anything else.
[[nodiscard]] std::optional<ServiceName> parse_resource_id(std::string_view resource_id);

/// "service namespace: ecs, resource ID: ..., scalable dimension: ...", as AWS
/// names a target in its errors.
[[nodiscard]] std::string described(const TargetKey& key);

/// That nothing was registered under this key.
[[nodiscard]] Failure<Refusal> no_target(const TargetKey& key);

/// That the key's target has no such policy or action. `kind` is "scaling policy".
struct MissingThing {
  std::string_view kind;
  std::string_view label;  ///< "policy name"
  std::string_view name;
};
/// AWS's ObjectNotFoundException for it.
[[nodiscard]] Failure<Refusal> not_found(const TargetKey& key, const MissingThing& missing);

/// Refuses capacities below 0 and a maximum below the minimum.
[[nodiscard]] Answer<void> check_capacities(std::optional<std::int64_t> min,
                                            std::optional<std::int64_t> max);

/// Refuses what AWS's length limits and characters do not allow.
[[nodiscard]] Answer<void> check_tags(const ScalingTags& tags);

/// The page of `found` that is asked for; the token is the place of its first item.
template <class Item>
[[nodiscard]] Answer<Page<const Item*>> page_of(const std::vector<const Item*>& found,
                                                const PageRequest& request) {
  std::size_t first = 0;
  const std::string& token = request.next_token;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), first);
  const bool valid = error == std::errc{} && end == token.data() + token.size();
  if (!token.empty() && (!valid || first > found.size()))
    return refuse("InvalidNextTokenException", "The next token supplied was invalid.");
  Page<const Item*> page;
  std::size_t next = first;
  for (; next < found.size() && page.items.size() < request.max_results; ++next)
    page.items.push_back(found[next]);
  if (next < found.size()) page.next_token = std::to_string(next);
  return page;
}

}  // namespace sluice::world
