#include "sim/comparison.hpp"

#include <algorithm>
#include <cmath>

#include "sim/inflow.hpp"

namespace sluice::sim {
namespace {

/// The policy, and in the scenario the tasks that it begins with.
std::unique_ptr<Policy> prepare(Scenario& scenario, const PolicySettings& policy,
                                const ComparisonSettings& settings) {
  PolicyContext context{.bounds = scenario.bounds, .seed = scenario.seed};
  context.cloudwatch.phase = settings.alarm_phase;
  const std::int64_t needed = settings.initial.value_or(first_minute_tasks(scenario));
  scenario.tasks.initial = initial_tasks(policy, context, needed);
  return make_policy(policy, context);
}

}  // namespace

PolicyRun single_run(const Scenario& scenario, const NamedPolicy& policy,
                     const ComparisonSettings& settings) {
  Scenario own = scenario;
  const auto made = prepare(own, policy.settings, settings);
  PolicyRun run{.name = policy.name, .numbers = {}, .threshold = made->threshold()};
  if (settings.stretches > 0)
    run.recording =
        std::make_unique<Recording>(own.trace->seconds() + own.tail, settings.stretches);
  run.numbers = simulate(own, *made, run.recording.get());
  return run;
}

std::optional<Numbers> supervised_run(const Scenario& scenario, const PolicySettings& policy,
                                      const ComparisonSettings& settings, Supervisor& supervisor) {
  Scenario own = scenario;
  const auto made = prepare(own, policy, settings);
  return simulate(own, *made, supervisor);
}

std::int64_t first_minute_tasks(const Scenario& scenario) {
  Inflow inflow{scenario};
  const Second seconds = std::min<Second>(60, scenario.trace->seconds());
  std::int64_t sum = 0;
  for (Second i = 0; i < seconds; ++i) sum += inflow.next();
  const double each = scenario.service_rate * static_cast<double>(seconds);
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(sum) / each));
}

std::optional<double> cost_ratio(const Comparison& comparison, const Numbers& numbers) {
  if (!comparison.bound || comparison.bound->hours <= 0) return std::nullopt;
  return numbers.task_hours / comparison.bound->hours;
}

Second bound_step(const Scenario& scenario) {
  constexpr Second finest = 10;
  constexpr Second most_steps = 1'000'000;
  const Second seconds = scenario.trace->seconds() + scenario.tail;
  return finest * (1 + (seconds / (finest * most_steps)));
}

Comparison compare(const Scenario& scenario, const std::vector<NamedPolicy>& policies,
                   const ComparisonSettings& settings) {
  Comparison comparison;
  for (const NamedPolicy& policy : policies)
    comparison.runs.push_back(single_run(scenario, policy, settings));
  if (settings.bound) comparison.bound = bound_of(scenario, bound_step(scenario));
  if (comparison.bound)
    comparison.runs.push_back(
        single_run(scenario, {"clairvoyant", comparison.bound->schedule}, settings));
  return comparison;
}

}  // namespace sluice::sim
