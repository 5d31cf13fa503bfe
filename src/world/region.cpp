#include "world/region.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace sluice::world {
namespace {

constexpr Duration minute = std::chrono::minutes{1};

Instant minute_after(Instant at) {
  return std::chrono::floor<std::chrono::minutes>(at) + minute;
}

std::optional<Instant> earliest(std::initializer_list<std::optional<Instant>> instants) {
  std::optional<Instant> first;
  for (const auto& instant : instants)
    if (instant && (!first || *instant < *first)) first = instant;
  return first;
}

}  // namespace

Region::Region(Location location, RegionPorts ports, const RegionParameters& parameters)
    : where{std::move(location)},
      cloudwatch{where, ports.identities, parameters.cloudwatch},
      logs{where},
      sqs{where, ports.identities, ports.digests, parameters.sqs, ports.sqs_journal},
      ecs{where, ports.identities, ports.tasks, parameters.ecs},
      own_metrics_{cloudwatch},
      usage_{ports.usage},
      lambda{where,
             LambdaPorts{.identities = ports.identities,
                         .runtime = ports.functions,
                         .logs = logs,
                         .metrics = own_metrics_,
                         .results = ports.results},
             parameters.lambda},
      events{where,
             EventBridgePorts{.identities = ports.identities,
                              .targets = lambda,
                              .documents = ports.documents,
                              .metrics = own_metrics_},
             parameters.events},
      scaling{where, ports.identities, cloudwatch, ecs, ports.time_zones, parameters.scaling} {
  cloudwatch.set_alarm_actions(&scaling);
}

std::optional<Instant> Region::due() const {
  return earliest({next_minute_, sqs.due(), ecs.due(), logs.due(), events.due(), lambda.due(),
                   cloudwatch.due(), scaling.due()});
}

void Region::run(Instant now) {
  if (!next_minute_) next_minute_ = minute_after(now);
  for (auto at = due(); at && *at <= now; at = due()) {
    // The order at equal instants: what is measured comes before who looks at it.
    sqs.run(*at);
    ecs.run(*at);
    if (const auto minute_end = next_minute_; minute_end && *minute_end <= *at) {
      next_minute_ = *minute_end + minute;
      publish_metrics(*minute_end);
    }
    events.run(*at);
    lambda.run(*at);
    logs.run(*at);
    cloudwatch.run(*at);
    scaling.run(*at);
  }
}

void Region::publish_metrics(Instant at) {
  const Instant began = at - minute;
  for (const QueueMetric& one : sqs.take_metrics(at)) {
    const Metric metric{.metric_namespace = "AWS/SQS",
                        .name = std::string{one.name},
                        .dimensions = {{"QueueName", one.queue}}};
    const StatisticSet set{.sample_count = one.sample_count,
                           .sum = one.sum,
                           .minimum = one.minimum,
                           .maximum = one.maximum};
    cloudwatch.record(metric, one.unit, set, began);
  }
  for (const ServiceCpu& one : usage_.take_cpu_usage()) {
    const Metric metric{.metric_namespace = "AWS/ECS",
                        .name = "CPUUtilization",
                        .dimensions = {{"ClusterName", one.cluster}, {"ServiceName", one.service}}};
    cloudwatch.record(metric, "Percent", one.percent, began);
  }
}

void Region::OwnMetrics::observe(const Metric& metric, double value, std::string_view unit,
                                 Instant at) {
  cloudwatch_.record(metric, unit, value, at);
}

}  // namespace sluice::world
