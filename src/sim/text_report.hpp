#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/comparison.hpp"

namespace sluice::sim {

/// The comparison as a table for a terminal, a line a policy; cost and misses
/// stand side by side.
[[nodiscard]] std::string table_text(const Comparison& comparison);

/// The same as Markdown.
[[nodiscard]] std::string table_markdown(const Comparison& comparison);

/// Eight heights of a block for each value, drawn together to `width` columns by
/// their largest. REQUIRES: values are not negative.
[[nodiscard]] std::string bars(std::span<const double> values, std::size_t width);

/// A run's arrivals, backlog, tasks and oldest message, `width` columns wide.
[[nodiscard]] std::string chart_text(const PolicyRun& run, std::size_t width);

}  // namespace sluice::sim
