#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "world/identities.hpp"
#include "world/sqs/digests.hpp"

namespace sluice::world {

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_MessageAttributeValue.html
struct MessageAttribute {
  enum class Kind { text, binary, none };

  std::string name;
  std::string data_type;  ///< "String", "Number", "Binary", or one of these and ".custom"
  std::string value = {};
  Kind kind = Kind::text;  ///< by which member it was sent; none: by neither
  friend bool operator==(const MessageAttribute&, const MessageAttribute&) = default;
};

/// What few messages have.
struct MessageExtras {
  std::vector<MessageAttribute> attributes = {};  ///< by name
  std::optional<Md5> attributes_md5 = {};
  std::string trace_header = {};  ///< AWSTraceHeader
  std::optional<Md5> system_attributes_md5 = {};
  std::string group = {};               ///< MessageGroupId
  std::string deduplication_id = {};    ///< of a FIFO queue
  std::string dead_letter_source = {};  ///< ARN of the queue that it was moved from
};

/// A message in a queue: what persistence keeps of it.
struct StoredMessage {
  std::uint64_t serial;  ///< grows with each message of the queue; the order of FIFO queues
  std::uint32_t slot;    ///< where the queue keeps it; receipt handles name it
  std::uint32_t receive_count = 0;
  std::uint32_t received_before = 0;  ///< of receive_count: in the queue that it was moved from
  Uuid id = {};
  Md5 body_md5 = {};
  std::string body = {};
  Instant sent = {};
  Instant arrived = {};     ///< `sent`, but for what was moved here
  Instant visible_at = {};  ///< when a delay or a visibility timeout ends; past: it is available
  Instant received = {};    ///< last time
  Instant first_received = {};
  bool in_flight = false;                            ///< until visible_at
  std::shared_ptr<const MessageExtras> extras = {};  ///< empty: none

  /// How often this queue gave it out.
  [[nodiscard]] std::uint32_t received_here() const { return receive_count - received_before; }
};

}  // namespace sluice::world
