#pragma once

#include <string>
#include <vector>

#include "core/backlog_per_task.hpp"
#include "core/service_key.hpp"

namespace sluice::publish {

/// Under which name the values go to CloudWatch.
struct MetricName {
  std::string metric_namespace = "ECS/CustomMetrics";
  std::string name = "BacklogPerTask";
};

/// One queue that a service works on.
struct QueueUse {
  std::size_t queue;  ///< its place in Plan::queues
  double weight = 1;  ///< core::WeightedDepth
};

/// One service to measure.
struct ServicePlan {
  core::ServiceKey key;
  std::vector<QueueUse> queues;
  core::BacklogRule rule = {};
};

/// All that is measured and published in a tick. Each queue stands here once,
/// however many services share it, and each service once.
struct Plan {
  MetricName metric = {};
  std::vector<std::string> queues;  ///< URL, ARN or name, as configured
  std::vector<ServicePlan> services;
};

}  // namespace sluice::publish
