#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "world/identities.hpp"
#include "world/sqs/attributes.hpp"
#include "world/sqs/message.hpp"

namespace sluice::world {

/// One message that a FIFO queue has accepted within the last five minutes.
struct Deduplication {
  std::string key;  ///< the deduplication id; in the scope of a group, after the group's
  Instant accepted;
  Uuid id = {};
  std::uint64_t serial = 0;
  friend bool operator==(const Deduplication&, const Deduplication&) = default;
};

/// A queue without its messages: what persistence keeps of it.
struct QueueState {
  std::string name;
  std::uint32_t incarnation;  ///< tells receipt handles of an earlier queue of this name
  QueueAttributes attributes = {};
  std::map<std::string, std::string, std::less<>> tags = {};
  Instant created = {};
  Instant modified = {};
  Instant last_used = {};  ///< by a call, or by having a message
  Instant active_since = {};
  std::optional<Instant> purged = {};
  std::uint64_t next_serial = 1;
  std::vector<Deduplication> deduplications = {};  ///< oldest first
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasksResultEntry.html
struct MoveTask {
  std::string handle;
  std::string status;            ///< RUNNING, COMPLETED, CANCELLED or FAILED
  std::string source;            ///< name of the dead-letter queue
  std::string destination = {};  ///< ARN; empty: where each message came from
  std::optional<std::int64_t> most_a_second = {};
  std::int64_t moved = 0;
  std::int64_t to_move = 0;
  std::string failure_reason = {};
  Instant started = {};
  Instant next_step = {};
};

/// Everything but the messages.
struct SqsState {
  std::vector<QueueState> queues = {};                       ///< by name
  std::map<std::string, Instant, std::less<>> deleted = {};  ///< within the last minute
  std::vector<MoveTask> move_tasks = {};                     ///< oldest first
  std::uint32_t next_incarnation = 1;
};

}  // namespace sluice::world
