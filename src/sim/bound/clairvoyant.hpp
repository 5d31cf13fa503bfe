#pragma once

#include <optional>

#include "sim/policy/settings.hpp"
#include "sim/scenario.hpp"

namespace sluice::sim {

/// The least task-hours of any policy, and a schedule of whole tasks near them.
struct Bound {
  double hours = 0;    ///< proven: no policy that keeps every wait within the objective has less
  double reached = 0;  ///< hours of a fractional schedule that does; the truth is between
  ScheduleSettings schedule = {};
};

/// Bound and schedule of a scenario on a grid of `step` seconds; nothing where even
/// n_max tasks all the time let a message wait longer than the objective.
///
/// The schedule is the fractional one rounded up, with tasks added where a second
/// by second account finds a message late. Replayed, it keeps every wait within
/// the objective where start delays are not drawn.
[[nodiscard]] std::optional<Bound> bound_of(const Scenario& scenario, Second step = 10);

/// The least number of tasks that, all the time, keeps every wait within the
/// objective; fractions allowed. Does not look at the scenario's bounds.
[[nodiscard]] double static_peak(const Scenario& scenario, Second step = 10);

}  // namespace sluice::sim
