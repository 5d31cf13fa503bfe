#include "sim/backlog.hpp"

#include <algorithm>

namespace sluice::sim {

std::int64_t Backlog::pass(Second now, std::int64_t arrived, std::int64_t most, Histogram& waits) {
  if (count_ == 0 && arrived <= most) {  // nobody waits: the usual second
    if (arrived > 0) waits.add(0, arrived);
    return arrived;
  }
  if (arrived > 0) cohorts_.push_back({now, arrived});
  count_ += arrived;
  const std::int64_t started = std::min(most, count_);
  for (std::int64_t left = started; left > 0;) {
    Cohort& oldest = cohorts_.front();
    const std::int64_t part = std::min(left, oldest.count);
    waits.add(now - oldest.arrived, part);
    left -= part;
    oldest.count -= part;
    if (oldest.count == 0) cohorts_.pop_front();
  }
  count_ -= started;
  return started;
}

}  // namespace sluice::sim
