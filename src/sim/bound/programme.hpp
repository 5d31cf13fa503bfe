#pragma once

#include <cstdint>
#include <vector>

#include "sim/scenario.hpp"

namespace sluice::sim {

/// The least capacity that keeps every wait within the objective, as a linear
/// programme on a grid of steps: of all schedules of tasks n, fractions allowed,
/// that start the work of every message in time,
///
///     min  sum n_i  +  start_cost * sum u_i
///     n_min <= n_i <= n_max,   u_i >= 0,   u_i >= n_i - n_(i-1)
///     0 <= b_i <= window_i,    n_i + b_i - b_(i-1) >= arrived_i
///
/// where u_i is what starts and b_i what waits at the end of step i. Everything
/// is in task-steps, what one task does in one step; b_(-1) is 0, and the first
/// step's tasks start for nothing, so that it holds for any beginning.
struct BoundProgramme {
  double step_seconds;
  double start_cost;  ///< steps that a start is billed before it serves
  double n_min;
  double n_max;
  std::vector<double> arrived;
  /// What arrived within the objective before each step's end: of the backlog
  /// then, no more may wait.
  std::vector<double> window;

  [[nodiscard]] std::size_t steps() const { return arrived.size(); }
  [[nodiscard]] double hours(double task_steps) const { return task_steps * step_seconds / 3600; }
};

/// The programme of a scenario, over trace and tail. Start delays that are drawn
/// count as their least: no policy can hope for less. Where the service rate is
/// no whole number the plant may be a fraction of a message ahead of it, and so
/// may the programme.
[[nodiscard]] BoundProgramme bound_programme(const Scenario& scenario, Second step);

/// The first step at whose end a message has waited too long even with n_max
/// tasks all the time; -1 where there is none, and then the programme has a
/// solution.
[[nodiscard]] std::int64_t first_hopeless_step(const BoundProgramme& programme);

}  // namespace sluice::sim
