#include "sim/policy/copilot.hpp"
#include "sim/policy/fixed.hpp"
#include "sim/policy/hpa.hpp"
#include "sim/policy/metric_math.hpp"
#include "sim/policy/settings.hpp"
#include "sim/policy/step_scaling.hpp"
#include "sim/policy/target_tracking.hpp"

namespace sluice::sim {
namespace {

/// Which policy is made of which settings.
template <class Settings>
struct Made;
template <>
struct Made<TargetTrackingSettings> {
  using Type = TargetTracking;
};
template <>
struct Made<StepSettings> {
  using Type = StepScaling;
};
template <>
struct Made<MetricMathSettings> {
  using Type = MetricMath;
};
template <>
struct Made<HpaSettings> {
  using Type = Hpa;
};
template <>
struct Made<CopilotSettings> {
  using Type = Copilot;
};
template <>
struct Made<StaticSettings> {
  using Type = Static;
};
template <>
struct Made<ScheduleSettings> {
  using Type = Schedule;
};

}  // namespace

std::int64_t initial_tasks(const PolicySettings& settings, const PolicyContext& context,
                           std::int64_t needed) {
  if (const auto* fixed = std::get_if<StaticSettings>(&settings))
    return context.bounds.clamp(fixed->tasks);
  if (const auto* planned = std::get_if<ScheduleSettings>(&settings))
    return context.bounds.clamp(Schedule{*planned, context}.needed(std::chrono::seconds{0}));
  return context.bounds.clamp(needed);
}

std::unique_ptr<Policy> make_policy(const PolicySettings& settings, const PolicyContext& context) {
  return std::visit(
      [&](const auto& one) -> std::unique_ptr<Policy> {
        using Type = typename Made<std::decay_t<decltype(one)>>::Type;
        return std::make_unique<Type>(one, context);
      },
      settings);
}

}  // namespace sluice::sim
