#include "plan/planning.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "plan/impossibility.hpp"
#include "plan/rehearsal.hpp"

namespace sluice::plan {
namespace {

constexpr double hour = 3600;
/// Other draws of the same loads that a setting has to meet the objective on.
constexpr std::size_t other_draws = 4;
/// Settings that are tried on them at once.
constexpr std::size_t tried_at_once = 4;

class Planning {
 public:
  Planning(const Problem& problem, Executor& executor, Audience& audience)
      : problem_{problem},
        executor_{executor},
        audience_{audience},
        loads_{problem.loads},
        drawn_(problem.loads.size()),
        bounds_(problem.loads.size()),
        peaks_(problem.loads.size()) {}

  Plan run() {
    draw();
    Plan plan{.objective = problem_.objective, .loads = facts(), .today = {problem_.today, {}}};
    measure_today(plan);
    const SearchResult found = search_with(limits());
    plan.settings = found.tried.size();
    for (const Tried& one : found.tried) plan.ended += one.outcome.is_whole() ? 0 : 1;
    for (const Point& point : found.front.points()) plan.front.push_back(found.tried[point.index]);
    plan.recommendation = recommend(plan.front);
    if (plan.recommendation)
      plan.recommendation->rehearsals =
          rehearse(trial(), found, plan.recommendation->chosen, executor_);
    else
      plan.impossibility = explain(plan.front);
    return plan;
  }

 private:
  [[nodiscard]] Trial trial() const {
    return {.loads = loads_, .objective = problem_.objective, .runs = problem_.runs};
  }
  /// What arrives, once for all runs; and what a fixed count would have to be.
  void draw();
  [[nodiscard]] std::vector<LoadFacts> facts() const;
  void measure_today(Plan& plan);
  [[nodiscard]] TrackingLimits limits() const;
  SearchResult search_with(const TrackingLimits& limits) {
    return search(trial(), TrackingSpace{limits}, problem_.search, executor_, audience_);
  }
  /// The cheapest of the front that meets the objective on other draws as well; where
  /// none does, the one that does on most.
  [[nodiscard]] std::optional<Recommendation> recommend(const std::vector<Tried>& front);
  /// How many other draws each of the settings meets the objective on.
  [[nodiscard]] std::vector<std::size_t> draws_met(std::span<const Tried* const> settings) const;
  Impossibility explain(const std::vector<Tried>& front);

  const Problem& problem_;
  Executor& executor_;
  Audience& audience_;
  std::vector<Load> loads_;
  std::vector<sim::DrawnArrivals> drawn_;
  std::vector<std::optional<double>> bounds_;
  std::vector<double> peaks_;
};

void Planning::draw() {
  executor_.run(loads_.size(), [&](std::size_t i) {
    sim::Scenario& scenario = loads_[i].scenario;
    drawn_[i] = sim::draw_arrivals(*scenario.trace, scenario.arrivals);
    peaks_[i] = sim::static_peak(scenario);
    scenario.drawn = &drawn_[i];
  });
}

std::vector<LoadFacts> Planning::facts() const {
  std::vector<LoadFacts> all;
  for (const Load& load : loads_) {
    const sim::Scenario& scenario = load.scenario;
    const auto messages = static_cast<double>(scenario.drawn->total);
    const auto seconds = static_cast<double>(scenario.trace->seconds());
    all.push_back({.name = load.name,
                   .seconds = scenario.trace->seconds(),
                   .messages = scenario.drawn->total,
                   .mean_tasks = messages / scenario.service_rate / seconds});
  }
  return all;
}

void Planning::measure_today(Plan& plan) {
  executor_.run(loads_.size() + 1, [&](std::size_t i) {
    if (i == loads_.size()) {
      plan.today.outcome = try_out(trial(), problem_.today);
      return;
    }
    sim::Scenario scenario = loads_[i].scenario;
    scenario.bounds = problem_.bounds;
    if (const auto bound = sim::bound_of(scenario, sim::bound_step(scenario)))
      bounds_[i] = bound->hours;
  });
  double sum = 0;
  for (const auto& bound : bounds_) {
    if (!bound) return;
    sum += *bound;
  }
  plan.bound_hours = sum;
}

TrackingLimits Planning::limits() const {
  double mean = 0;
  for (const LoadFacts& one : facts()) mean = std::max(mean, one.mean_tasks);
  const std::int64_t highest =
      problem_.highest_min.value_or(static_cast<std::int64_t>(std::ceil(mean)));
  const Load& first = loads_.front();
  return {.today = problem_.today,
          .bounds = problem_.bounds,
          .highest_min = problem_.bounds.clamp(highest),
          .target_of_limit =
              first.scenario.service_rate * static_cast<double>(problem_.objective.longest_wait),
          .peak = std::ranges::max(peaks_)};
}

std::optional<Recommendation> Planning::recommend(const std::vector<Tried>& front) {
  std::vector<const Tried*> able;  // the cheapest first
  for (const Tried& one : front)
    if (is_met(problem_.objective, one.outcome.all.value)) able.push_back(&one);
  std::optional<Recommendation> best;
  for (std::size_t first = 0; first < able.size(); first += tried_at_once) {
    const auto some = std::span{able}.subspan(first, std::min(tried_at_once, able.size() - first));
    const std::vector<std::size_t> met = draws_met(some);
    for (std::size_t i = 0; i < some.size(); ++i)
      if (!best || met[i] > best->draws_met)
        best = Recommendation{.chosen = *some[i], .draws_met = met[i], .draws = other_draws};
    if (best->draws_met == other_draws) break;
  }
  return best;
}

std::vector<std::size_t> Planning::draws_met(std::span<const Tried* const> settings) const {
  const std::size_t runs = settings.size() * other_draws;
  std::vector<char> is_held(runs);
  executor_.run(runs, [&](std::size_t i) {
    const auto draw = static_cast<std::uint64_t>(1 + (i % other_draws));
    const std::vector<Load> loads = other_seed(loads_, draw);
    const Outcome outcome =
        try_out({.loads = loads, .objective = problem_.objective, .runs = problem_.runs},
                settings[i / other_draws]->setting);
    is_held[i] = is_met(problem_.objective, outcome.all.value) ? 1 : 0;
  });
  std::vector<std::size_t> met(settings.size());
  for (std::size_t i = 0; i < runs; ++i) met[i / other_draws] += is_held[i] != 0 ? 1 : 0;
  return met;
}

Impossibility Planning::explain(const std::vector<Tried>& front) {
  const TrackingLimits used = limits();
  Impossibility why{.highest_min = used.highest_min};
  const auto limit = static_cast<double>(problem_.objective.longest_wait);
  why.rise = hardest_rise(loads_, used.highest_min, limit);
  if (!front.empty()) why.best = front.back();
  why.fixed = least_fixed(trial(), static_cast<std::int64_t>(std::ceil(used.peak)), executor_);
  why.max_is_too_low = !why.fixed || why.fixed->setting.bounds.max > problem_.bounds.max;
  if (why.max_is_too_low) return why;
  TrackingLimits higher = used;
  higher.bounds.min = std::min(problem_.bounds.max, used.highest_min + 1);
  higher.highest_min = std::max(higher.bounds.min, why.fixed->setting.bounds.min);
  // As many tasks as a fixed count needs are enough for any policy: one setting at least is found.
  higher.today = problem_.today;
  higher.today.bounds = {.min = higher.highest_min, .max = problem_.bounds.max};
  const SearchResult found = search_with(higher);
  for (const Point& point : found.front.points()) {
    const Tried& one = found.tried[point.index];
    const bool scales = one.setting.bounds.min < one.setting.bounds.max;
    if (!why.higher_min && scales && is_met(problem_.objective, point.value)) why.higher_min = one;
  }
  why.faster_start = slowest_start(trial(), front, executor_);
  return why;
}

}  // namespace

double Plan::hours() const {
  double seconds = 0;
  for (const LoadFacts& one : loads) seconds += static_cast<double>(one.seconds);
  return seconds / hour;
}

std::optional<double> Plan::cost_ratio(const Outcome& outcome) const {
  if (!bound_hours || *bound_hours <= 0) return std::nullopt;
  return outcome.task_hours() / *bound_hours;
}

Plan make_plan(const Problem& problem, Executor& executor, Audience& audience) {
  return Planning{problem, executor, audience}.run();
}

}  // namespace sluice::plan
