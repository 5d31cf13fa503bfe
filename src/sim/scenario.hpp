#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sim/approximate_counts.hpp"
#include "sim/arrivals.hpp"
#include "sim/tasks.hpp"
#include "sim/trace.hpp"
#include "world/application_auto_scaling/laws.hpp"

namespace sluice::sim {

/// Something that goes wrong at a second of the run.
struct Disturbance {
  enum class Kind {
    crash,        ///< `amount` serving tasks die at once
    start_delay,  ///< from now on a start takes `amount` seconds
    unreadable,   ///< for `amount` seconds the queue's depth cannot be read
  };
  Second at;
  Kind kind;
  std::int64_t amount;
  friend bool operator==(const Disturbance&, const Disturbance&) = default;
};

/// Reads disturbances: `#` lines, then `t_seconds,event,amount`, then one line
/// each, in order of time; events are `crash`, `start-delay` and `unreadable`.
/// The error is one line: `file`, the line's number, what would be right.
[[nodiscard]] Result<std::vector<Disturbance>, std::string> parse_disturbances(
    std::string_view text, std::string_view file);

/// The service, its load and the objective: all that a policy does not choose.
struct Scenario {
  const Trace* trace;  ///< must outlive it
  ArrivalSettings arrivals = {};
  /// What draw_arrivals gives for trace and arrivals; null: each run draws them itself.
  const DrawnArrivals* drawn = nullptr;
  double service_rate = 1;  ///< messages a second that one serving task takes; above 0
  TaskSettings tasks = {};
  world::CapacityBounds bounds = {.min = 2, .max = 100};
  Second slo = 60;    ///< no message is to wait longer
  Second tail = 300;  ///< after the trace, without arrivals
  CountSettings counts = {};
  std::vector<Disturbance> disturbances = {};  ///< in order of time
  std::uint64_t seed = 1;  ///< of start delays, counts, and what AWS leaves to chance
};

}  // namespace sluice::sim
