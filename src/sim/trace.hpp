#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sluice::sim {

/// How many messages arrived, in equal bins, one after the other.
struct Trace {
  std::int64_t bin_seconds;
  std::vector<double> arrivals;  ///< of each bin; finite and not negative

  [[nodiscard]] std::int64_t seconds() const {
    return bin_seconds * static_cast<std::int64_t>(arrivals.size());
  }
  [[nodiscard]] double total() const;
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
/// The error is one line: `file`, the line's number, what is wrong and what would
/// be right.
[[nodiscard]] Result<Trace, std::string> parse_trace(std::string_view text, std::string_view file);

/// The trace as text, in the same format.
[[nodiscard]] std::string trace_text(const Trace& trace);

}  // namespace sluice::sim
