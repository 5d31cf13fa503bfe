#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "checkup/watched_metric.hpp"
#include "core/backlog_per_task.hpp"
#include "record/tick.hpp"

namespace sluice::checkup {

/// What AWS said, or why it said nothing.
template <class Value>
using Seen = Result<Value, record::Failure>;

/// A service's own metric in CloudWatch.
struct MetricSeen {
  bool lately = false;                  ///< a datapoint of any unit in `lately_means`
  bool with_unit = false;               ///< one of the unit that the publisher sends
  std::vector<Dimensions> others = {};  ///< other sets under which the name has been published
};

/// What counts as lately.
inline constexpr Duration lately_means = std::chrono::minutes{15};

/// A service's scalable target.
struct TargetSeen {
  std::int64_t min_capacity;
  std::int64_t max_capacity;
  bool scaling_in_suspended = false;
  bool scaling_out_suspended = false;
};

/// An alarm that a policy names.
struct AlarmSeen {
  std::string name;
  bool exists = true;
  WatchedMetric metric = {};
  bool actions_enabled = true;
};

/// A scaling policy of a service.
struct PolicySeen {
  std::string name;
  bool target_tracking;
  double target_value = 0;  ///< of target tracking
  /// Of target tracking; a predefined metric has its name alone.
  WatchedMetric metric = {};
  std::vector<AlarmSeen> alarms = {};
};

/// What was found of one service of the plan.
struct ServiceSeen {
  Seen<core::TaskCounts> tasks;
  Seen<MetricSeen> metric;
  Seen<std::optional<TargetSeen>> target;
  Seen<std::vector<PolicySeen>> policies;
};

/// What was found of a whole plan, in its order.
struct Evidence {
  std::vector<Seen<core::QueueDepth>> queues;
  std::vector<ServiceSeen> services;
};

}  // namespace sluice::checkup
