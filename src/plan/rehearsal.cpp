#include "plan/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace sluice::plan {
namespace {

/// Far from the seeds that the setting was chosen by.
constexpr std::uint64_t first_seed = 100;
constexpr std::uint64_t seeds = 5;
constexpr double swing = 0.2;
/// Where starts take no time, slower ones take this.
constexpr sim::Second least_slower = 30;

/// What a rehearsal changes.
struct Change {
  std::string what;
  std::vector<Load> loads;
  Setting setting;
};

std::vector<Load> own_draws(std::vector<Load> loads) {
  for (Load& load : loads) load.scenario.drawn = nullptr;
  return loads;
}

std::vector<Load> scaled(std::vector<Load> loads, double factor) {
  for (Load& load : loads) load.scenario.arrivals.scale *= factor;
  return own_draws(std::move(loads));
}

sim::StartDelay slower(const sim::StartDelay& delay) {
  const sim::Second more = std::max(least_slower, delay.most);
  return {.least = delay.least + std::min(more, std::max(least_slower, delay.least)),
          .most = delay.most + more};
}

/// The cheapest setting by the first parts alone.
const Tried* chosen_by_first_part(const Objective& objective, const SearchResult& found) {
  const Tried* best = nullptr;
  for (const Tried& one : found.tried) {
    const auto& part = one.outcome.first_part;
    if (!part || !is_met(objective, part->value)) continue;
    if (best == nullptr || part->task_seconds < best->outcome.first_part->task_seconds) best = &one;
  }
  return best;
}

std::vector<Change> changes(const std::vector<Load>& loads, const Setting& setting) {
  std::vector<Change> all;
  for (std::uint64_t i = 1; i <= seeds; ++i) {
    const std::uint64_t more = first_seed + i;
    all.push_back({fmt::format("seed {}", loads.front().scenario.seed + more),
                   other_seed(loads, more), setting});
  }
  all.push_back({"load +20 %", scaled(loads, 1 + swing), setting});
  all.push_back({"load -20 %", scaled(loads, 1 - swing), setting});
  std::vector<Load> late = loads;
  for (Load& load : late) load.scenario.tasks.start_delay = slower(load.scenario.tasks.start_delay);
  const sim::StartDelay& delay = late.front().scenario.tasks.start_delay;
  all.push_back({delay.least == delay.most
                     ? fmt::format("start delay {} s", delay.most)
                     : fmt::format("start delay {} s to {} s", delay.least, delay.most),
                 std::move(late), setting});
  return all;
}

}  // namespace

std::vector<Load> other_seed(const std::vector<Load>& loads, std::uint64_t more) {
  std::vector<Load> others = own_draws(loads);
  for (Load& load : others) {
    load.scenario.seed += more;
    load.scenario.arrivals.seed += more;
  }
  return others;
}

std::vector<Rehearsal> rehearse(const Trial& trial, const SearchResult& found, const Tried& chosen,
                                Executor& executor) {
  std::vector<Change> all = changes(trial.loads, chosen.setting);
  std::vector<std::unique_ptr<sim::Trace>> rests;
  if (const Tried* const early = chosen_by_first_part(trial.objective, found)) {
    std::vector<Load> loads;
    for (const Load& load : own_draws(trial.loads)) {
      if (!load.divided_at) continue;
      rests.push_back(std::make_unique<sim::Trace>(
          sim::part_of(*load.scenario.trace, *load.divided_at, load.scenario.trace->seconds())));
      loads.push_back(load);
      loads.back().scenario.trace = rests.back().get();
    }
    all.push_back(
        {"held-back days, by what the days before would have chosen", loads, early->setting});
    all.push_back({"held-back days", std::move(loads), chosen.setting});
  }
  std::vector<Rehearsal> rehearsals;
  rehearsals.reserve(all.size());
  for (const Change& one : all)
    rehearsals.push_back(
        {.what = one.what, .setting = one.setting, .outcome = {}, .is_met = false});
  executor.run(all.size(), [&](std::size_t i) {
    const Trial own{.loads = all[i].loads, .objective = trial.objective, .runs = trial.runs};
    rehearsals[i].outcome = try_out(own, all[i].setting);
    rehearsals[i].is_met = is_met(trial.objective, rehearsals[i].outcome.all.value);
  });
  return rehearsals;
}

}  // namespace sluice::plan
