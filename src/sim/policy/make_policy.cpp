#include "sim/policy/copilot.hpp"
#include "sim/policy/fixed.hpp"
#include "sim/policy/hpa.hpp"
#include "sim/policy/metric_math.hpp"
#include "sim/policy/settings.hpp"
#include "sim/policy/step_scaling.hpp"
#include "sim/policy/target_tracking.hpp"

namespace sluice::sim {
namespace {

std::unique_ptr<Policy> made(const TargetTrackingSettings& settings, const PolicyContext& context) {
  return std::make_unique<TargetTracking>(settings, context);
}
std::unique_ptr<Policy> made(const StepSettings& settings, const PolicyContext& context) {
  return std::make_unique<StepScaling>(settings, context);
}
std::unique_ptr<Policy> made(const MetricMathSettings& settings, const PolicyContext& context) {
  return std::make_unique<MetricMath>(settings, context);
}
std::unique_ptr<Policy> made(const HpaSettings& settings, const PolicyContext& context) {
  return std::make_unique<Hpa>(settings, context);
}
std::unique_ptr<Policy> made(const CopilotSettings& settings, const PolicyContext& context) {
  return std::make_unique<Copilot>(settings, context);
}
std::unique_ptr<Policy> made(const StaticSettings& settings, const PolicyContext& context) {
  return std::make_unique<Static>(settings, context);
}
std::unique_ptr<Policy> made(const ScheduleSettings& settings, const PolicyContext& context) {
  return std::make_unique<Schedule>(settings, context);
}

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
  return std::visit([&](const auto& one) { return made(one, context); }, settings);
}

}  // namespace sluice::sim
