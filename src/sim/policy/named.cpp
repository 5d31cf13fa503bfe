#include "sim/policy/named.hpp"

#include <array>

namespace sluice::sim {
namespace {

constexpr std::array<std::string_view, 6> names{"target-tracking", "step",  "metric-math", "hpa",
                                                "copilot",         "static"};

Cooldowns chosen(const PolicyChoices& choices, const Cooldowns& own) {
  return {.out = choices.out_cooldown.value_or(own.out),
          .in = choices.in_cooldown.value_or(own.in)};
}

/// The settings of a policy that tracks a target, with what was chosen of them.
template <class Settings>
Settings tracking(const PolicyChoices& choices) {
  Settings made;
  made.target = choices.target.value_or(made.target);
  made.cooldowns = chosen(choices, made.cooldowns);
  return made;
}

}  // namespace

std::span<const std::string_view> policy_names() {
  return names;
}

std::optional<PolicySettings> policy_named(std::string_view name, const PolicyChoices& choices) {
  if (name == "target-tracking") {
    auto made = tracking<TargetTrackingSettings>(choices);
    made.publish_at = choices.publish_at.value_or(made.publish_at);
    made.publish_every = choices.publish_every.value_or(made.publish_every);
    return made;
  }
  if (name == "step") {
    StepSettings made;
    made.cooldown = choices.out_cooldown.value_or(made.cooldown);
    return made;
  }
  if (name == "metric-math") return tracking<MetricMathSettings>(choices);
  if (name == "hpa") {
    HpaSettings made;
    made.queue_length = choices.target.value_or(made.queue_length);
    made.cached_metrics = choices.cached_metrics;
    made.stabilization = choices.stabilization.value_or(made.stabilization);
    return made;
  }
  if (name == "copilot") return tracking<CopilotSettings>(choices);
  if (name == "static") return StaticSettings{.tasks = choices.tasks.value_or(1)};
  return std::nullopt;
}

}  // namespace sluice::sim
