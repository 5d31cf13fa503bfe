#pragma once

#include <cstdint>
#include <deque>

#include "base/random.hpp"
#include "core/backlog_per_task.hpp"
#include "sim/backlog.hpp"

namespace sluice::sim {

/// How far SQS's approximate counts are from the truth. AWS says that they are
/// approximate and gives no number, so the plain truth is the default.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/approximate-metrics.html
struct CountSettings {
  Second staleness = 0;  ///< the counts of so long ago are told
  double lag = 0;        ///< seconds in which what is told comes closer to the truth by 63 %
  double noise = 0;      ///< each answer is off by up to this share, either way
};

/// Tells the depth of a queue as SQS would. One second after the other.
class ApproximateCounts {
 public:
  /// `random` must outlive it.
  ApproximateCounts(const CountSettings& settings, Random& random);

  /// The truth at the end of a second.
  void note(std::int64_t visible, std::int64_t in_flight) {
    if (exact_)
      shown_ = {static_cast<double>(visible), static_cast<double>(in_flight)};
    else
      follow(visible, in_flight);
  }
  /// Whether they are the truth, so that only the last note counts.
  [[nodiscard]] bool are_exact() const { return exact_; }
  [[nodiscard]] core::QueueDepth read();

 private:
  struct Counts {
    double visible = 0;
    double in_flight = 0;
  };
  void follow(std::int64_t visible, std::int64_t in_flight);

  CountSettings settings_;
  Random& random_;
  bool exact_;
  double share_;  ///< of the way to the truth, a second
  Counts shown_ = {};
  std::deque<Counts> past_ = {};  ///< of the last seconds that are not told yet
};

}  // namespace sluice::sim
