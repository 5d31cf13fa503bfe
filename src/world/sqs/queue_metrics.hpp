#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "world/sqs/queue.hpp"

namespace sluice::world {

/// A minute of one of a queue's own metrics: namespace AWS/SQS, dimension
/// QueueName, as a statistic set.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
struct QueueMetric {
  std::string queue;
  std::string_view name;  ///< "NumberOfMessagesSent"
  std::string_view unit;  ///< "Count", "Bytes" or "Seconds"
  double sample_count;
  double sum;
  double minimum;
  double maximum;
};

/// What happened in a queue since the last minute was taken.
struct QueueTraffic {
  std::int64_t sent = 0;
  std::int64_t received = 0;
  std::int64_t deleted = 0;
  std::int64_t empty_receives = 0;
  std::int64_t bytes_sent = 0;
  std::int64_t smallest = 0;  ///< bytes, of what was sent
  std::int64_t largest = 0;

  void note_sent(std::int64_t bytes);
};

/// The metrics of one queue for the minute that ends `now`.
void append_metrics(std::vector<QueueMetric>& metrics, const Queue& queue,
                    const QueueTraffic& traffic, Instant now);

}  // namespace sluice::world
