#include "sim/policy/copilot.hpp"

#include <algorithm>
#include <cmath>

#include "sim/policy/target_tracking.hpp"

namespace sluice::sim {
namespace {

world::Metric backlog_per_task() {
  return {.metric_namespace = "app-env-worker",
          .name = "BacklogPerTask",
          .dimensions = {{"QueueName", "orders-queue"}}};
}

}  // namespace

void Copilot::begin(Agenda& agenda, ControlledService& service) {
  cloud_.emplace(context_, agenda, service);
  cloud_->put_policy(tracking_policy(
      settings_.target, settings_.cooldowns,
      {.metric_stat = world::MetricStat{
           .metric = backlog_per_task(), .period = std::chrono::minutes{1}, .stat = "Average"}}));
  publish(agenda.now());
}

void Copilot::publish(Instant now) {
  // On an error it says nothing, and the count stays as it is.
  if (const auto depth = cloud_->service().depth()) {
    const std::int64_t running = cloud_->service().tasks().running.value();
    const double value = std::ceil(static_cast<double>(depth->visible.value()) /
                                   static_cast<double>(std::max<std::int64_t>(running, 1)));
    cloud_->record(backlog_per_task(), "Count", value, now);
    cloud_->service().show_metric(value);
  }
  cloud_->agenda().after(std::chrono::minutes{1}, [this](Instant at) { publish(at); });
}

}  // namespace sluice::sim
