#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/comparison.hpp"

namespace sluice::sim {

/// The comparison as a table for a terminal, a line a policy; cost and misses
/// stand side by side.
[[nodiscard]] std::string table_text(const Comparison& comparison);

/// The same as Markdown, and a second table of all other numbers.
[[nodiscard]] std::string table_markdown(const Comparison& comparison);

/// A stretch of time as people say it: "1 day", "2.5 days", "3.2 hours".
[[nodiscard]] std::string span_text(Second seconds);

/// What really ran while the trace of `seconds` was recorded, against each policy's
/// task-hours, in one line. A scale changes the policies' alone.
[[nodiscard]] std::string recorded_text(const Comparison& comparison, const RecordedTasks& recorded,
                                        std::int64_t seconds);

/// Eight heights of a block for each value, drawn together to `width` columns by
/// their largest. REQUIRES: values are not negative.
[[nodiscard]] std::string bars(std::span<const double> values, std::size_t width);

/// A run's arrivals, backlog, tasks and oldest message, `width` columns wide.
[[nodiscard]] std::string chart_text(const PolicyRun& run, std::size_t width);

}  // namespace sluice::sim
