#include "sim/policy/metric_math.hpp"

#include "sim/policy/target_tracking.hpp"

namespace sluice::sim {
namespace {

world::MetricDataQuery operand(std::string id, world::Metric metric, std::string stat) {
  return {.id = std::move(id),
          .metric_stat = world::MetricStat{.metric = std::move(metric),
                                           .period = std::chrono::minutes{1},
                                           .stat = std::move(stat)},
          .return_data = false};
}

}  // namespace

void MetricMath::begin(Agenda& agenda, ControlledService& service) {
  cloud_.emplace(context_, agenda, service);
  metrics_.emplace(*cloud_, settings_.wake_up_delay);
  world::CustomizedMetric ratio;
  ratio.metrics = {operand("m1", QueueMetrics::messages_visible(), "Sum"),
                   operand("m2", QueueMetrics::running_tasks(), "Average"),
                   {.id = "e1", .expression = "m1 / m2", .return_data = true}};
  cloud_->put_policy(tracking_policy(settings_.target, settings_.cooldowns, std::move(ratio)));
}

}  // namespace sluice::sim
