#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "local/input.hpp"
#include "local/operation.hpp"
#include "world/application_auto_scaling/messages.hpp"

namespace sluice::local::scaling {

/// ServiceNamespace, ResourceId and ScalableDimension, all required.
[[nodiscard]] world::TargetKey read_target(Input& input);

/// The same as a filter: only the namespace is required.
[[nodiscard]] world::TargetFilter read_filter(Input& input);

/// MaxResults, which is also the default, and NextToken.
[[nodiscard]] world::PageRequest read_page(Input& input, std::int64_t most);

/// An output that names its target.
[[nodiscard]] Json of_target(const std::string& resource_id);

/// MinCapacity and MaxCapacity, where they are set.
[[nodiscard]] Json write_capacities(std::optional<std::int64_t> min,
                                    std::optional<std::int64_t> max);

/// Sets the member where there is a value.
template <class Value>
void set(Json& output, const char* name, const std::optional<Value>& value) {
  if (value) output[name] = *value;
}

/// The answer to an operation that gives nothing but its success.
[[nodiscard]] Output done(const world::Answer<void>& answer);

/// A page as AWS gives it: the items under `name`, and NextToken where there are more.
template <class Item, class Write>
[[nodiscard]] Output write_page(const world::Answer<world::Page<const Item*>>& page,
                                const char* name, Write write) {
  if (!page) return Failure<world::Refusal>{page.error()};
  Json items = Json::array();
  for (const Item* const item : page->items) items.push_back(write(*item));
  Json output = Json::object();
  output[name] = std::move(items);
  if (!page->next_token.empty()) output["NextToken"] = page->next_token;
  return output;
}

}  // namespace sluice::local::scaling
