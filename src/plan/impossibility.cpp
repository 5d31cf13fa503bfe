#include "plan/impossibility.hpp"

#include <algorithm>

namespace sluice::plan {
namespace {

/// Settings of the front that are tried with a faster start: those with the least values.
constexpr std::size_t best_settings = 8;
/// Fixed counts that are tried at once.
constexpr std::int64_t at_once = 4;

Setting fixed(std::int64_t tasks) {
  return {.policy = sim::StaticSettings{.tasks = tasks}, .bounds = {.min = tasks, .max = tasks}};
}

}  // namespace

std::optional<Tried> least_fixed(const Trial& trial, std::int64_t enough, Executor& executor) {
  // A fixed count's waits never get longer by another task. What the bound finds enough may miss
  // fractions of a task.
  std::int64_t low = 0;  // too few
  std::int64_t high = std::max<std::int64_t>(1, enough + 2);
  Tried least{.setting = fixed(high), .outcome = try_out(trial, fixed(high))};
  if (!is_met(trial.objective, least.outcome.all.value)) return std::nullopt;
  while (high - low > 1) {
    std::vector<std::int64_t> counts;  // evenly between the two
    const std::int64_t parts = std::min(at_once + 1, high - low);
    for (std::int64_t i = 1; i < parts; ++i) counts.push_back(low + ((high - low) * i / parts));
    std::vector<Outcome> outcomes(counts.size());
    executor.run(counts.size(),
                 [&](std::size_t i) { outcomes[i] = try_out(trial, fixed(counts[i])); });
    for (std::size_t i = 0; i < counts.size() && counts[i] < high; ++i) {
      if (!is_met(trial.objective, outcomes[i].all.value)) {
        low = counts[i];
        continue;
      }
      high = counts[i];
      least = {.setting = fixed(high), .outcome = outcomes[i]};
    }
  }
  return least;
}

std::optional<Impossibility::Start> slowest_start(const Trial& trial,
                                                  const std::vector<Tried>& front,
                                                  Executor& executor) {
  const sim::StartDelay own = trial.loads.front().scenario.tasks.start_delay;
  const std::size_t first = front.size() > best_settings ? front.size() - best_settings : 0;
  for (const sim::Second quarters : {3, 2, 1, 0}) {
    const sim::StartDelay delay{.least = own.least * quarters / 4, .most = own.most * quarters / 4};
    std::vector<Load> loads = trial.loads;
    for (Load& load : loads) load.scenario.tasks.start_delay = delay;
    const Trial faster{.loads = loads, .objective = trial.objective, .runs = trial.runs};
    std::vector<Outcome> outcomes(front.size() - first);
    executor.run(outcomes.size(),
                 [&](std::size_t i) { outcomes[i] = try_out(faster, front[first + i].setting); });
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      if (is_met(trial.objective, outcomes[i].all.value))
        return Impossibility::Start{
            .delay = delay, .tried = {.setting = front[first + i].setting, .outcome = outcomes[i]}};
  }
  return std::nullopt;
}

}  // namespace sluice::plan
