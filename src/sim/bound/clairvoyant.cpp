#include "sim/bound/clairvoyant.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "sim/bound/interior_point.hpp"
#include "sim/inflow.hpp"

namespace sluice::sim {
namespace {

/// What the solver leaves above a whole number.
constexpr double rounding = 1e-4;

/// Makes of a schedule one that is in time by the second, step by step; where a
/// message would be late, a task more is planned where it helps.
class Mending {
 public:
  Mending(const Scenario& scenario, Second step, std::vector<std::int64_t> tasks)
      : scenario_{scenario},
        step_{step},
        tasks_{std::move(tasks)},
        waiting_(tasks_.size() + 1),
        credit_(tasks_.size() + 1) {
    Inflow inflow{scenario};
    arrived_.resize(tasks_.size() * static_cast<std::size_t>(step));
    for (std::int64_t& count : arrived_) count = inflow.next();
  }

  /// Nothing where the most tasks are too few.
  std::optional<std::vector<std::int64_t>> run() {
    for (std::size_t i = 0; i < tasks_.size();) {
      if (pass(i)) {
        ++i;
        continue;
      }
      const auto added = add_before(i);
      if (!added) return std::nullopt;
      i = *added;
    }
    return std::move(tasks_);
  }

 private:
  /// Goes through a step; false where a message is late in it.
  bool pass(std::size_t i);
  [[nodiscard]] bool is_late(std::int64_t waiting, std::size_t now) const;
  /// A task more in the latest step in which it can help the step `i`: gives that
  /// step, or nothing where there is none.
  std::optional<std::size_t> add_before(std::size_t i);

  const Scenario& scenario_;
  Second step_;
  std::vector<std::int64_t> tasks_;
  std::vector<std::int64_t> arrived_;
  // At the beginning of each step:
  std::vector<std::int64_t> waiting_;
  std::vector<double> credit_;
  Second late_after_ = 0;  ///< seconds of its step after which a message was late
};

/// Whether of those that wait at the end of this second one is older than the objective.
bool Mending::is_late(std::int64_t waiting, std::size_t now) const {
  if (waiting == 0) return false;
  const auto slo = static_cast<std::size_t>(scenario_.slo);
  std::int64_t young = 0;
  for (std::size_t back = now + 1 > slo ? now + 1 - slo : 0; back <= now && young < waiting; ++back)
    young += arrived_[back];
  return waiting > young;
}

bool Mending::pass(std::size_t i) {
  std::int64_t waiting = waiting_[i];
  double credit = credit_[i];
  const auto begin = i * static_cast<std::size_t>(step_);
  for (std::size_t now = begin; now < begin + static_cast<std::size_t>(step_); ++now) {
    credit += scenario_.service_rate * static_cast<double>(tasks_[i]);
    const double most = std::floor(credit);
    credit -= most;
    waiting = std::max<std::int64_t>(0, waiting + arrived_[now] - static_cast<std::int64_t>(most));
    if (!is_late(waiting, now)) continue;
    late_after_ = static_cast<Second>(now - begin) + 1;
    return false;
  }
  waiting_[i + 1] = waiting;
  credit_[i + 1] = credit;
  return true;
}

std::optional<std::size_t> Mending::add_before(std::size_t i) {
  const auto full = [&](std::size_t at) { return tasks_[at] >= scenario_.bounds.max; };
  // Late in the step, or with nothing waiting before it, its own tasks help most.
  const bool own = i == 0 || waiting_[i] == 0 || late_after_ * 2 > step_;
  std::size_t at = own ? i : i - 1;
  while (full(at) && at > 0 && waiting_[at] > 0) --at;
  if (full(at)) at = i;
  if (full(at)) return std::nullopt;
  ++tasks_[at];
  return at;
}

}  // namespace

std::optional<Bound> bound_of(const Scenario& scenario, Second step) {
  const BoundProgramme programme = bound_programme(scenario, step);
  if (first_hopeless_step(programme) >= 0) return std::nullopt;
  const BoundSolution solution = solve(programme);
  std::vector<std::int64_t> tasks;
  tasks.reserve(solution.tasks.size());
  for (const double count : solution.tasks)
    tasks.push_back(scenario.bounds.clamp(static_cast<std::int64_t>(std::ceil(count - rounding))));
  auto mended = Mending{scenario, step, std::move(tasks)}.run();
  if (!mended) return std::nullopt;
  return Bound{.hours = programme.hours(solution.proven),
               .reached = programme.hours(solution.reached),
               .schedule = {.tasks = std::move(*mended),
                            .step = std::chrono::seconds{step},
                            .lead = std::chrono::seconds{scenario.tasks.start_delay.most}}};
}

double static_peak(const Scenario& scenario, Second step) {
  BoundProgramme programme = bound_programme(scenario, step);
  double low = 0;
  double high = 1;
  const auto enough = [&](double tasks) {
    programme.n_max = tasks;
    return first_hopeless_step(programme) < 0;
  };
  while (!enough(high)) high *= 2;
  while (high - low > 1e-4 * high) {
    const double middle = (low + high) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace sluice::sim
