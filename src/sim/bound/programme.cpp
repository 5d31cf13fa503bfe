#include "sim/bound/programme.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "sim/inflow.hpp"

namespace sluice::sim {

BoundProgramme bound_programme(const Scenario& scenario, Second step) {
  CHECK(step > 0);
  const double task_step = scenario.service_rate * static_cast<double>(step);
  const double ahead = scenario.service_rate == std::floor(scenario.service_rate) ? 0 : 1;
  BoundProgramme programme{.step_seconds = static_cast<double>(step),
                           .start_cost = static_cast<double>(scenario.tasks.start_delay.least) /
                                         static_cast<double>(step),
                           .n_min = static_cast<double>(scenario.bounds.min),
                           .n_max = static_cast<double>(scenario.bounds.max),
                           .arrived = {},
                           .window = {}};
  Inflow arriving{scenario};
  Inflow delayed = arriving;  // the same, later by the objective
  const Second end = scenario.trace->seconds() + scenario.tail;
  const Second steps = (end + step - 1) / step;
  double recent = 0;  // arrived within the objective; whole numbers, so it stays exact
  for (Second now = 0; now < steps * step;) {
    double arrived = 0;
    for (Second i = 0; i < step; ++i, ++now) {
      const auto count = static_cast<double>(arriving.next());
      arrived += count;
      recent += count;
      if (now >= scenario.slo) recent -= static_cast<double>(delayed.next());
    }
    programme.arrived.push_back(arrived / task_step);
    programme.window.push_back((recent + ahead) / task_step);
  }
  return programme;
}

std::int64_t first_hopeless_step(const BoundProgramme& programme) {
  constexpr double rounding = 1e-6;
  double waiting = 0;
  for (std::size_t i = 0; i < programme.steps(); ++i) {
    waiting = std::max(0.0, waiting + programme.arrived[i] - programme.n_max);
    if (waiting > programme.window[i] + rounding) return static_cast<std::int64_t>(i);
  }
  return -1;
}

}  // namespace sluice::sim
