#include "history/tasks.hpp"

namespace sluice::history {

sim::RecordedTasks recorded_tasks(const Series& running, const Range& range) {
  double task_bins = 0;
  std::int64_t known = 0;
  for (std::size_t bin = range.lead; bin < range.bins.count; ++bin) {
    if (!running.values[bin]) continue;
    task_bins += *running.values[bin];
    ++known;
  }
  const std::int64_t length = range.bins.length.count();
  return {.hours = task_bins * static_cast<double>(length) / 3600, .seconds = known * length};
}

}  // namespace sluice::history
