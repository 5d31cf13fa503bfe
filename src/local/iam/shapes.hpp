#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "local/operation.hpp"
#include "world/iam/messages.hpp"

namespace sluice::local {

// How IAM's API reference spells the things that several operations show.

/// How much of a role an operation shows: lists leave out tags and the like.
enum class IamDetail { in_list, full };

/// API_Role.
[[nodiscard]] Json shown(const world::IamRole& role, IamDetail detail);
/// API_Policy.
[[nodiscard]] Json shown(const world::IamPolicySummary& summary, IamDetail detail);
/// API_User.
[[nodiscard]] Json shown(const world::IamUser& user);

/// The list `Tags` of a request.
[[nodiscard]] world::IamTags read_tags(Input& input);
/// The required list `TagKeys`.
[[nodiscard]] std::vector<std::string> read_tag_keys(Input& input);
/// `Marker` and `MaxItems`.
[[nodiscard]] world::IamPageRequest read_page(Input& input);
/// A prefix of paths; "/" where it was not sent.
[[nodiscard]] std::string read_path_prefix(Input& input);

/// A page of `Tags`.
[[nodiscard]] Json shown_tags(const world::IamTags& tags, const world::IamPageRequest& page);

/// What an operation without output gives.
[[nodiscard]] Output nothing_but(const world::Answer<void>& answer);

/// {name: items, "IsTruncated": …, "Marker": …}, each item as `show` gives it.
template <class Item, class Show>
Json shown_page(const char* name, const world::IamPage<Item>& page, Show show) {
  Json items = Json::array();
  for (const Item& item : page.items) items.push_back(show(item));
  Json shown = Json::object();
  shown[name] = std::move(items);
  shown["IsTruncated"] = !page.marker.empty();
  if (!page.marker.empty()) shown["Marker"] = page.marker;
  return shown;
}

}  // namespace sluice::local
