#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sluice::sim {

/// The tasks that a service really ran while a trace was recorded.
struct RecordedTasks {
  double hours;          ///< task-hours
  std::int64_t seconds;  ///< of the trace, in which the count is known
  friend bool operator==(const RecordedTasks&, const RecordedTasks&) = default;
};

/// How many messages arrived, in equal bins, one after the other.
struct Trace {
  std::int64_t bin_seconds;
  std::vector<double> arrivals;  ///< of each bin; finite and not negative
  /// The bins that nobody could read, in order. Their arrivals are a straight line
  /// between those of the bins beside them.
  std::vector<std::size_t> unread = {};
  std::optional<RecordedTasks> recorded = {};  ///< nothing: nobody says

  [[nodiscard]] std::int64_t seconds() const {
    return bin_seconds * static_cast<std::int64_t>(arrivals.size());
  }
  [[nodiscard]] double total() const;
  /// Of them, in the bins that nobody could read.
  [[nodiscard]] double assumed() const;
  /// Arrivals a second over the whole trace.
  [[nodiscard]] double mean_rate() const { return total() / static_cast<double>(seconds()); }

  friend bool operator==(const Trace&, const Trace&) = default;
};

/// A trace may be ten years long, and hold a million messages a second.
constexpr std::int64_t longest_trace_seconds = 10LL * 366 * 24 * 3600;
constexpr double most_arrivals_a_second = 1e6;

/// Reads the trace format: `#` lines, then `t_seconds,arrivals`, then one line a
/// bin in order of time, none left out. `# bin_seconds: 60` says how long a bin
/// is; without it the first two lines do. Line ends may be Windows's. The first
/// bin's time is the trace's zero.
///
/// A count may be left empty where a line `# unread_bins: 3` says how many are:
/// these bins could not be read, and are no zeros. `# recorded_task_hours: 47.5`
/// and `# recorded_seconds: 86400` tell the tasks that really ran.
///
/// The error is one line: `file`, the line's number, what is wrong and what would
/// be right.
[[nodiscard]] Result<Trace, std::string> parse_trace(std::string_view text, std::string_view file);

/// Draws the line over the bins of `trace.unread`; at the ends it is flat.
/// REQUIRES: they are in order, and not all of its bins.
void bridge_unread(Trace& trace);

/// The bins from second `from` on and before second `to`, as a trace of their own. What
/// really ran is not known of a part. REQUIRES: `from` is before `to`, a bin begins at
/// each, or the trace ends there.
[[nodiscard]] Trace part_of(const Trace& trace, std::int64_t from, std::int64_t to);

/// The trace as text, in the same format.
[[nodiscard]] std::string trace_text(const Trace& trace);

}  // namespace sluice::sim
