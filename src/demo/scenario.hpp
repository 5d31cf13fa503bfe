#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"

namespace sluice::demo {

/// Boxing Day at the article's orders service. All spans are cloud time.
///
/// Two tasks do 4 orders a minute, which leaves room over the usual 2. The rush
/// of 160 makes BacklogPerTask about 75, so that three datapoints later
/// ceil(2 * 75 / 20) = 8 is asked for, and 5 is the most. Five tasks do 10 a
/// minute: the backlog is gone 19 minutes later. It passes 18 per task (0.9 of
/// the target) about 12 minutes before that; 15 datapoints after it, AlarmLow
/// takes one task away each second or third minute, down to 2.
struct Scenario {
  std::int64_t min_tasks = 2;
  std::int64_t max_tasks = 5;
  double target = 20;
  Duration order_time = std::chrono::seconds{30};
  Duration task_start_delay = std::chrono::seconds{30};
  Duration cooldown = std::chrono::seconds{60};  ///< both ways
  double orders_per_minute = 2;                  ///< on any day
  std::int64_t rush = 160;                       ///< the orders of Boxing Day, on top
  Duration rush_begins = std::chrono::minutes{3};
  Duration rush_lasts = std::chrono::minutes{1};
  Duration longest = std::chrono::minutes{90};  ///< then the loop did not close
};

/// How many orders have been placed in all, that long after the beginning.
[[nodiscard]] std::int64_t orders_placed(const Scenario& scenario, Duration since_beginning);

}  // namespace sluice::demo
