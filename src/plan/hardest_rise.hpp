#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/trial.hpp"

namespace sluice::plan {

/// How long target tracking takes to see a rise: three datapoints of a minute have
/// to be above the target, the first of them may have begun just after the rise
/// or just before it, and the alarm looks a few seconds after a minute's end.
constexpr sim::Second least_detection = 195;
constexpr sim::Second most_detection = 255;

/// A rise of a load, and the wait that follows from it by the law of detection
/// delay: with capacity matched to `before`, (detection + start) x (1 - before / after).
struct Rise {
  std::string load;
  sim::Second at;
  double before;      ///< messages a second
  double capacity;    ///< messages a second that can be served when it begins
  double after;       ///< messages a second
  double least_wait;  ///< seconds
  double most_wait;
  std::size_t rises;  ///< of all loads, whose least wait is above the limit
};

/// The rise of which the longest waits follow where `standing` tasks stand ready
/// at least; nothing where no load ever rises above those.
[[nodiscard]] std::optional<Rise> hardest_rise(const std::vector<Load>& loads,
                                               std::int64_t standing, double limit);

}  // namespace sluice::plan
