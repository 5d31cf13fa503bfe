#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sluice::world {

/// Whether a cluster, a service or a family of task definitions may be called
/// so: up to 255 letters, numbers, hyphens and underscores.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
inline bool is_ecs_name(std::string_view name) {
  constexpr std::size_t longest = 255;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !name.empty() && name.size() <= longest && std::ranges::all_of(name, allowed);
}

}  // namespace sluice::world
