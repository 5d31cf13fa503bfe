#include "sim/policy/queue_metrics.hpp"

#include <algorithm>

namespace sluice::sim {
namespace {

using std::chrono::minutes;

constexpr Duration sleeps_after = std::chrono::hours{6};

}  // namespace

world::Metric QueueMetrics::messages_visible() {
  return {.metric_namespace = "AWS/SQS",
          .name = "ApproximateNumberOfMessagesVisible",
          .dimensions = {{"QueueName", "orders-queue"}}};
}

world::Metric QueueMetrics::running_tasks() {
  return {.metric_namespace = "ECS/ContainerInsights",
          .name = "RunningTaskCount",
          .dimensions = {{"ClusterName", std::string{Cloud::cluster}},
                         {"ServiceName", std::string{Cloud::service_name}}}};
}

QueueMetrics::QueueMetrics(Cloud& cloud, std::chrono::seconds wake_up_delay)
    : cloud_{cloud},
      wake_up_delay_{wake_up_delay},
      last_active_{cloud.agenda().now()},
      awake_from_{cloud.agenda().now()} {
  cloud.agenda().after(minutes{1}, [this](Instant now) { publish(now); });
}

bool QueueMetrics::asleep(const core::QueueDepth& depth, Instant now) {
  const bool active =
      depth.visible > MessageCount{0} || cloud_.service().tasks().running > TaskCount{0};
  const bool slept = now - last_active_ >= sleeps_after;
  if (active) last_active_ = now;
  if (active && slept) awake_from_ = now + wake_up_delay_;
  return !active && slept;
}

void QueueMetrics::publish(Instant minute_end) {
  const Instant minute = minute_end - minutes{1};
  const core::TaskCounts tasks = cloud_.service().tasks();
  cloud_.record(running_tasks(), "Count", static_cast<double>(tasks.running.value()), minute);
  if (const auto depth = cloud_.service().depth(); depth && !asleep(*depth, minute_end)) {
    const auto visible = static_cast<double>(depth->visible.value());
    cloud_.agenda().at(std::max(minute_end, awake_from_), [this, visible, minute](Instant) {
      cloud_.record(messages_visible(), "Count", visible, minute);
    });
  }
  cloud_.agenda().after(minutes{1}, [this](Instant now) { publish(now); });
}

}  // namespace sluice::sim
