#pragma once

#include <cstdint>
#include <deque>

#include "sim/histogram.hpp"

namespace sluice::sim {

/// Seconds since the run began.
using Second = std::int64_t;

/// The messages that wait, first in, first out, as cohorts: those of one second
/// stand together, so that a billion cost what their seconds cost.
class Backlog {
 public:
  /// Takes in what arrived during `now`, then starts work on the `most` oldest.
  /// Each one's wait, from the second of its arrival to this, goes to `waits`.
  /// Gives how many were started.
  std::int64_t pass(Second now, std::int64_t arrived, std::int64_t most, Histogram& waits);

  [[nodiscard]] std::int64_t count() const { return count_; }
  /// How long the oldest has waited at the end of the second `now`; 0: none waits.
  [[nodiscard]] std::int64_t oldest_age(Second now) const {
    return cohorts_.empty() ? 0 : now + 1 - cohorts_.front().arrived;
  }

 private:
  struct Cohort {
    Second arrived;
    std::int64_t count;
  };
  std::deque<Cohort> cohorts_;
  std::int64_t count_ = 0;
};

}  // namespace sluice::sim
