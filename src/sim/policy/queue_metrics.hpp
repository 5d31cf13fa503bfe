#pragma once

#include <chrono>
#include <optional>

#include "sim/policy/cloud.hpp"

namespace sluice::sim {

/// What SQS and Container Insights publish of the queue and the service by
/// themselves, each minute: ApproximateNumberOfMessagesVisible and
/// RunningTaskCount.
class QueueMetrics {
 public:
  [[nodiscard]] static world::Metric messages_visible();
  [[nodiscard]] static world::Metric running_tasks();

  /// `cloud` must outlive it. `wake_up_delay`: how much later the queue's
  /// datapoints come once it is active again.
  QueueMetrics(Cloud& cloud, std::chrono::seconds wake_up_delay);

 private:
  void publish(Instant minute_end);
  /// Whether SQS publishes nothing: for six hours nobody called the queue. Tasks
  /// that run poll it.
  /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
  [[nodiscard]] bool asleep(const core::QueueDepth& depth, Instant now);

  Cloud& cloud_;
  Duration wake_up_delay_;
  Instant last_active_;
  Instant awake_from_;  ///< datapoints before this come late
};

}  // namespace sluice::sim
