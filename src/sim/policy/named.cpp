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

}  // namespace

std::span<const std::string_view> policy_names() {
  return names;
}

std::optional<PolicySettings> policy_named(std::string_view name, const PolicyChoices& choices) {
  if (name == "target-tracking") {
    TargetTrackingSettings made;
    made.target = choices.target.value_or(made.target);
    made.cooldowns = chosen(choices, made.cooldowns);
    made.publish_at = choices.publish_at.value_or(made.publish_at);
    made.publish_every = choices.publish_every.value_or(made.publish_every);
    return made;
  }
  if (name == "step") {
    StepSettings made;
    made.cooldown = choices.out_cooldown.value_or(made.cooldown);
    return made;
  }
  if (name == "metric-math") {
    MetricMathSettings made;
    made.target = choices.target.value_or(made.target);
    made.cooldowns = chosen(choices, made.cooldowns);
    return made;
  }
  if (name == "hpa") {
    HpaSettings made;
    made.queue_length = choices.target.value_or(made.queue_length);
    made.cached_metrics = choices.cached_metrics;
    made.stabilization = choices.stabilization.value_or(made.stabilization);
    return made;
  }
  if (name == "copilot") {
    CopilotSettings made;
    made.target = choices.target.value_or(made.target);
    made.cooldowns = chosen(choices, made.cooldowns);
    return made;
  }
  if (name == "static") return StaticSettings{.tasks = choices.tasks.value_or(1)};
  return std::nullopt;
}

}  // namespace sluice::sim
