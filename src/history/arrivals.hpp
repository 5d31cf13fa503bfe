#pragma once

#include <string_view>
#include <vector>

#include "history/series.hpp"
#include "sim/trace.hpp"

namespace sluice::history {

/// Why a bin without a datapoint is not known to be idle.
enum class Cause {
  unanswered,  ///< CloudWatch did not return all of its time
  in_use,      ///< messages came in the six hours before, so CloudWatch had to show zeros
  waking,      ///< the queue wakes, or may be waking: it is shown up to 15 minutes late
};

/// The cause in words.
[[nodiscard]] std::string_view to_string(Cause cause);

/// Bins of the trace that could not be read, one after the other, for one cause.
struct Gap {
  std::size_t first;
  std::size_t count;
  Cause cause;
  friend bool operator==(const Gap&, const Gap&) = default;
};

/// A trace with what is not known about it. Where nothing was read, it has no
/// arrivals and one gap.
struct Arrivals {
  sim::Trace trace;
  std::vector<Gap> gaps = {};  ///< in order; they make up trace.unread
};

/// Puts NumberOfMessagesSent together to the trace of `range`. CloudWatch shows
/// nothing for a queue that is inactive, so a bin without a datapoint counts as
/// zero, but only where it can be nothing else: its time was returned whole, no
/// message came in the six hours before it, and it is not one of the 15 minutes
/// before the next datapoint, or before the end. All others are unread.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
[[nodiscard]] Arrivals arrivals_of(const Series& sent, const Range& range);

}  // namespace sluice::history
