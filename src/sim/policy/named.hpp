#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

#include "sim/policy/settings.hpp"

namespace sluice::sim {

/// What a user says of policies; what is empty stays each policy's own default.
struct PolicyChoices {
  std::optional<double> target = {};  ///< messages a task
  std::optional<std::chrono::seconds> out_cooldown = {};
  std::optional<std::chrono::seconds> in_cooldown = {};
  std::optional<std::chrono::seconds> publish_at = {};
  std::optional<std::chrono::seconds> publish_every = {};
  std::optional<std::int64_t> tasks = {};                  ///< of a static service
  bool cached_metrics = false;                             ///< of the HPA
  std::optional<std::chrono::seconds> stabilization = {};  ///< of the HPA
};

/// The names of all policies, in the order in which they are listed.
[[nodiscard]] std::span<const std::string_view> policy_names();

/// The settings of the policy of that name; nothing where there is none.
[[nodiscard]] std::optional<PolicySettings> policy_named(std::string_view name,
                                                         const PolicyChoices& choices);

}  // namespace sluice::sim
