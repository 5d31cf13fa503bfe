#pragma once

#include <optional>
#include <span>

#include "base/count.hpp"

namespace sluice::core {

/// How many messages a queue holds, by what they wait for.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/approximate-metrics.html
struct QueueDepth {
  MessageCount visible = {};    ///< can be received now
  MessageCount in_flight = {};  ///< received, neither deleted nor visible again
  MessageCount delayed = {};    ///< not yet to be received
  friend bool operator==(const QueueDepth&, const QueueDepth&) = default;
};

/// The depth of two queues together.
[[nodiscard]] constexpr QueueDepth operator+(QueueDepth a, QueueDepth b) {
  return {a.visible + b.visible, a.in_flight + b.in_flight, a.delayed + b.delayed};
}

/// How many tasks an ECS service has, as DescribeServices counts them.
struct TaskCounts {
  TaskCount running = {};
  TaskCount pending = {};
  TaskCount desired = {};
  friend bool operator==(const TaskCounts&, const TaskCounts&) = default;
};

/// Which tasks share the backlog.
enum class TaskBasis {
  running,  ///< what Application Auto Scaling multiplies
  running_and_pending,
  desired,
};

/// How one service's BacklogPerTask is measured.
struct BacklogRule {
  bool count_visible = true;
  bool count_in_flight = false;
  bool count_delayed = false;
  TaskBasis tasks = TaskBasis::running;
  /// The target of the policy that follows the metric, in messages a task;
  /// finite and above 0. Used to wake a service that has no task.
  std::optional<double> target = {};
  friend bool operator==(const BacklogRule&, const BacklogRule&) = default;
};

/// One of the queues that a service works on.
struct WeightedDepth {
  QueueDepth depth;
  /// The work in one of its messages, relative to the other queues' messages;
  /// finite and above 0.
  double weight = 1;
};

/// The metric and the number that it comes from.
struct BacklogPerTask {
  double backlog;  ///< messages, weighted
  double value;    ///< messages a task; finite, never rounded
};

/// Divides the backlog of all `queues` by the service's tasks. Without a task
/// the backlog counts as if one task ran; where the rule knows the policy's
/// target, it is then at least the next double above that, since target
/// tracking adds tasks only where the metric is greater: one message wakes the
/// service.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
[[nodiscard]] BacklogPerTask backlog_per_task(std::span<const WeightedDepth> queues,
                                              const TaskCounts& tasks, const BacklogRule& rule);

}  // namespace sluice::core
