#include "core/backlog_per_task.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sluice::core {
namespace {

MessageCount counted(const QueueDepth& depth, const BacklogRule& rule) {
  MessageCount count;
  if (rule.count_visible) count += depth.visible;
  if (rule.count_in_flight) count += depth.in_flight;
  if (rule.count_delayed) count += depth.delayed;
  return count;
}

TaskCount sharing(const TaskCounts& tasks, TaskBasis basis) {
  switch (basis) {
    case TaskBasis::running:
      return tasks.running;
    case TaskBasis::running_and_pending:
      return tasks.running + tasks.pending;
    case TaskBasis::desired:
      return tasks.desired;
  }
  return tasks.running;
}

double next_above(double value) {
  return std::nextafter(value, std::numeric_limits<double>::infinity());
}

}  // namespace

BacklogPerTask backlog_per_task(std::span<const WeightedDepth> queues, const TaskCounts& tasks,
                                const BacklogRule& rule) {
  double backlog = 0;
  for (const WeightedDepth& queue : queues)
    backlog += queue.weight * static_cast<double>(counted(queue.depth, rule).value());

  const TaskCount divisor = sharing(tasks, rule.tasks);
  if (divisor > TaskCount{0}) return {backlog, backlog / static_cast<double>(divisor.value())};
  const bool asleep_with_work = backlog > 0 && rule.target.has_value();
  return {backlog, asleep_with_work ? std::max(backlog, next_above(*rule.target)) : backlog};
}

}  // namespace sluice::core
