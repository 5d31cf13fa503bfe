#include "world/sqs/queue_metrics.hpp"

#include <algorithm>

namespace sluice::world {

void QueueTraffic::note_sent(std::int64_t bytes) {
  smallest = sent == 0 ? bytes : std::min(smallest, bytes);
  largest = std::max(largest, bytes);
  bytes_sent += bytes;
  ++sent;
}

void append_metrics(std::vector<QueueMetric>& metrics, const Queue& queue,
                    const QueueTraffic& traffic, Instant now) {
  const std::string& name = queue.state().name;
  const auto one = [&](std::string_view metric, std::string_view unit, std::int64_t value) {
    const auto number = static_cast<double>(value);
    metrics.push_back({name, metric, unit, 1.0, number, number, number});
  };
  one("NumberOfMessagesSent", "Count", traffic.sent);
  one("NumberOfMessagesReceived", "Count", traffic.received);
  one("NumberOfMessagesDeleted", "Count", traffic.deleted);
  one("NumberOfEmptyReceives", "Count", traffic.empty_receives);
  if (traffic.sent > 0)
    metrics.push_back({name, "SentMessageSize", "Bytes", static_cast<double>(traffic.sent),
                       static_cast<double>(traffic.bytes_sent),
                       static_cast<double>(traffic.smallest),
                       static_cast<double>(traffic.largest)});
  one("ApproximateNumberOfMessagesVisible", "Count", queue.counts().visible);
  one("ApproximateNumberOfMessagesNotVisible", "Count", queue.counts().in_flight);
  one("ApproximateNumberOfMessagesDelayed", "Count", queue.counts().delayed);
  const auto oldest = queue.oldest_arrival();
  const Duration age = oldest ? now - *oldest : Duration::zero();
  one("ApproximateAgeOfOldestMessage", "Seconds",
      std::chrono::duration_cast<std::chrono::seconds>(age).count());
}

}  // namespace sluice::world
