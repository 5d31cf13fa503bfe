#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
struct RedrivePolicy {
  std::string dead_letter_target;  ///< ARN
  std::int64_t max_receive_count;
  friend bool operator==(const RedrivePolicy&, const RedrivePolicy&) = default;
};

/// Which queues may use this one as their dead-letter queue.
struct RedriveAllowPolicy {
  std::string permission;                 ///< "allowAll", "denyAll" or "byQueue"
  std::vector<std::string> sources = {};  ///< ARNs, of byQueue
  friend bool operator==(const RedriveAllowPolicy&, const RedriveAllowPolicy&) = default;
};

/// The attributes that a queue's owner sets; those that were sent.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
struct QueueSettings {
  std::optional<std::int64_t> delay_seconds = {};
  std::optional<std::int64_t> maximum_message_size = {};  ///< bytes
  std::optional<std::int64_t> message_retention_period = {};
  std::optional<std::int64_t> receive_message_wait_time_seconds = {};
  std::optional<std::int64_t> visibility_timeout = {};
  std::optional<std::string> policy = {};  ///< JSON; empty: removes it
  /// An empty target removes it.
  std::optional<RedrivePolicy> redrive_policy = {};
  /// An empty permission removes it.
  std::optional<RedriveAllowPolicy> redrive_allow_policy = {};
  std::optional<std::string> kms_master_key_id = {};
  std::optional<std::int64_t> kms_data_key_reuse_period_seconds = {};
  std::optional<bool> sqs_managed_sse_enabled = {};
  std::optional<bool> fifo_queue = {};  ///< of CreateQueue only
  std::optional<bool> content_based_deduplication = {};
  std::optional<std::string> deduplication_scope = {};    ///< "queue" or "messageGroup"
  std::optional<std::string> fifo_throughput_limit = {};  ///< "perQueue" or "perMessageGroupId"
};

/// What is in force in a queue, AWS's defaults included.
struct QueueAttributes {
  std::int64_t delay_seconds = 0;
  std::int64_t maximum_message_size = 1'048'576;
  std::int64_t message_retention_period = 345'600;
  std::int64_t receive_message_wait_time_seconds = 0;
  std::int64_t visibility_timeout = 30;
  std::string policy = {};
  std::optional<RedrivePolicy> redrive_policy = {};
  std::optional<RedriveAllowPolicy> redrive_allow_policy = {};
  std::string kms_master_key_id = {};
  std::int64_t kms_data_key_reuse_period_seconds = 300;
  bool sqs_managed_sse_enabled = true;
  bool fifo_queue = false;
  bool content_based_deduplication = false;
  std::string deduplication_scope = "queue";
  std::string fifo_throughput_limit = "perQueue";
  friend bool operator==(const QueueAttributes&, const QueueAttributes&) = default;
};

/// `attributes` as `settings` change them.
[[nodiscard]] QueueAttributes changed_by(const QueueSettings& settings, QueueAttributes attributes);

/// Whether each of `settings` can be set on such a queue: InvalidAttributeValue,
/// or InvalidAttributeName for a FIFO attribute of a standard queue.
[[nodiscard]] Answer<void> check_settings(const QueueSettings& settings, bool fifo_queue);

/// AWS's name of an attribute of `settings` whose value differs from that in
/// force; empty: none does.
[[nodiscard]] std::string first_difference(const QueueSettings& settings,
                                           const QueueAttributes& in_force);

/// Whether a queue can have this name.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
[[nodiscard]] Answer<void> check_queue_name(std::string_view name, bool fifo_queue);

}  // namespace sluice::world
