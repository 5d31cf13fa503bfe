#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sim/histogram.hpp"
#include "sim/numbers.hpp"

namespace sluice::plan {

/// What is asked of the waits of all messages.
struct Objective {
  enum class Measure { p50, p95, p99, p999, max, miss };
  Measure measure;
  double limit;              ///< seconds; of `miss` a share of the messages
  bool inclusive = false;    ///< "<=" instead of "<"
  sim::Second longest_wait;  ///< beyond it a message is a miss; the bound keeps it for all
  friend bool operator==(const Objective&, const Objective&) = default;
};

/// Reads "p99 < 60s" (p50, p95, p99, p99.9 or max; "<" or "<="), or
/// "miss < 0.1% over 60s". The error says what would be right.
[[nodiscard]] Result<Objective, std::string> parse_objective(std::string_view text);

/// As it is written: "p99 < 60s".
[[nodiscard]] std::string objective_text(const Objective& objective);

/// "p99", "max" or "miss".
[[nodiscard]] std::string_view measure_name(Objective::Measure measure);

/// A value of the measure with its unit: "41 s", "0.05 %".
[[nodiscard]] std::string value_text(const Objective& objective, double value);

/// The measure of a run: seconds, or a share.
[[nodiscard]] double measured(const Objective& objective, const sim::Numbers& numbers);

/// Whether a value of the measure is within the objective's limit.
[[nodiscard]] bool is_met(const Objective& objective, double value);

/// The measure of the messages in `waits` and of `late` more that wait without end
/// yet; infinite where that decides it.
[[nodiscard]] double measured(const Objective& objective, const sim::Histogram& waits,
                              std::int64_t late);

/// Whether a run of `total` messages will measure `value` or more, whatever becomes
/// of those whose wait is not in `waits` yet.
[[nodiscard]] bool reaches(const Objective& objective, const sim::Histogram& waits,
                           std::int64_t total, double value);

}  // namespace sluice::plan
