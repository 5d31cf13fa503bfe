#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "core/backlog_per_task.hpp"
#include "core/service_key.hpp"

namespace sluice::record {

/// Why something was not done, in the words of whoever refused.
struct Failure {
  std::string code;       ///< AWS's own code, or empty
  std::string message;    ///< AWS's own words, or the transport's
  std::string operation;  ///< "sqs:GetQueueAttributes"
  friend bool operator==(const Failure&, const Failure&) = default;
};

/// What became of a service's datapoint.
enum class PublishStatus { published, dry_run, failed };

/// What became of one service in one tick. What was not read is empty, never
/// zero.
struct ServiceRecord {
  core::ServiceKey key;
  std::optional<core::QueueDepth> depth = {};  ///< of all its queues, unweighted
  std::optional<core::TaskCounts> tasks = {};
  std::optional<core::BacklogPerTask> measured = {};  ///< empty: no datapoint
  PublishStatus status = PublishStatus::failed;
  std::optional<Failure> error = {};  ///< set where failed
};

/// One round of measuring and publishing.
struct TickRecord {
  Instant started;
  Duration elapsed = {};
  std::vector<ServiceRecord> services = {};  ///< in the order of the plan

  /// How many of the services have `status`.
  [[nodiscard]] std::size_t count(PublishStatus status) const;
};

}  // namespace sluice::record
