#pragma once

#include "history/series.hpp"
#include "sim/trace.hpp"

namespace sluice::history {

/// The task-hours in RunningTaskCount, over the bins of the trace that have a
/// datapoint: of the others nothing is known, and nothing is said.
[[nodiscard]] sim::RecordedTasks recorded_tasks(const Series& running, const Range& range);

}  // namespace sluice::history
