#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "world/iam/messages.hpp"

namespace sluice::world {

/// The part of a list that a page asks for. `all` has each item with the key by
/// which the list is sorted; the marker is the last key that was given.
template <class Item>
IamPage<Item> page_of(std::vector<std::pair<std::string, Item>> all, const IamPageRequest& wanted) {
  IamPage<Item> page;
  std::string last;
  for (auto& [key, item] : all) {
    if (!wanted.marker.empty() && key <= wanted.marker) continue;
    if (static_cast<std::int64_t>(page.items.size()) == wanted.max_items) {
      page.marker = last;
      break;
    }
    page.items.push_back(std::move(item));
    last = std::move(key);
  }
  return page;
}

}  // namespace sluice::world
