#include "world/sqs/attributes.hpp"

#include <algorithm>
#include <string_view>

#include "world/sqs/refusals.hpp"

namespace sluice::world {
namespace {

constexpr std::int64_t seconds_in_a_day = 86'400;

template <class Value, class Stored>
void set(Stored& stored, const std::optional<Value>& sent) {
  if (sent) stored = *sent;
}

bool outside(const std::optional<std::int64_t>& value, std::int64_t least, std::int64_t most) {
  return value && (*value < least || *value > most);
}

bool other_word(const std::optional<std::string>& value, std::string_view one,
                std::string_view other) {
  return value && *value != one && *value != other;
}

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
std::string_view number_out_of_range(const QueueSettings& settings) {
  if (outside(settings.delay_seconds, 0, 900)) return "DelaySeconds";
  if (outside(settings.maximum_message_size, 1024, 1'048'576)) return "MaximumMessageSize";
  if (outside(settings.message_retention_period, 60, 14 * seconds_in_a_day))
    return "MessageRetentionPeriod";
  if (outside(settings.receive_message_wait_time_seconds, 0, 20))
    return "ReceiveMessageWaitTimeSeconds";
  if (outside(settings.visibility_timeout, 0, 43'200)) return "VisibilityTimeout";
  if (outside(settings.kms_data_key_reuse_period_seconds, 60, seconds_in_a_day))
    return "KmsDataKeyReusePeriodSeconds";
  return {};
}

std::string_view wrong_word(const QueueSettings& settings) {
  if (other_word(settings.deduplication_scope, "queue", "messageGroup"))
    return "DeduplicationScope";
  if (other_word(settings.fifo_throughput_limit, "perQueue", "perMessageGroupId"))
    return "FifoThroughputLimit";
  return {};
}

std::string_view only_for_fifo(const QueueSettings& settings) {
  if (settings.fifo_queue) return "FifoQueue";
  if (settings.content_based_deduplication) return "ContentBasedDeduplication";
  if (settings.deduplication_scope) return "DeduplicationScope";
  if (settings.fifo_throughput_limit) return "FifoThroughputLimit";
  return {};
}

template <class Value>
bool differs(const std::optional<Value>& sent, const Value& stored) {
  return sent && *sent != stored;
}

}  // namespace

QueueAttributes changed_by(const QueueSettings& settings, QueueAttributes attributes) {
  set(attributes.delay_seconds, settings.delay_seconds);
  set(attributes.maximum_message_size, settings.maximum_message_size);
  set(attributes.message_retention_period, settings.message_retention_period);
  set(attributes.receive_message_wait_time_seconds, settings.receive_message_wait_time_seconds);
  set(attributes.visibility_timeout, settings.visibility_timeout);
  set(attributes.policy, settings.policy);
  set(attributes.redrive_policy, settings.redrive_policy);
  if (attributes.redrive_policy && attributes.redrive_policy->dead_letter_target.empty())
    attributes.redrive_policy.reset();
  set(attributes.redrive_allow_policy, settings.redrive_allow_policy);
  if (attributes.redrive_allow_policy && attributes.redrive_allow_policy->permission.empty())
    attributes.redrive_allow_policy.reset();
  set(attributes.kms_master_key_id, settings.kms_master_key_id);
  set(attributes.kms_data_key_reuse_period_seconds, settings.kms_data_key_reuse_period_seconds);
  set(attributes.sqs_managed_sse_enabled, settings.sqs_managed_sse_enabled);
  // A key of one's own takes the place of SQS's.
  if (settings.kms_master_key_id && !settings.kms_master_key_id->empty())
    attributes.sqs_managed_sse_enabled = false;
  set(attributes.fifo_queue, settings.fifo_queue);
  set(attributes.content_based_deduplication, settings.content_based_deduplication);
  set(attributes.deduplication_scope, settings.deduplication_scope);
  set(attributes.fifo_throughput_limit, settings.fifo_throughput_limit);
  return attributes;
}

Answer<void> check_settings(const QueueSettings& settings, bool fifo_queue) {
  if (!fifo_queue) {
    const std::string_view name = only_for_fifo(settings);
    if (!name.empty()) return sqs::unknown_attribute(name);
  }
  std::string_view wrong = number_out_of_range(settings);
  if (wrong.empty()) wrong = wrong_word(settings);
  if (!wrong.empty()) return sqs::invalid_attribute_value(wrong);
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
  if (settings.fifo_throughput_limit == "perMessageGroupId" && settings.deduplication_scope &&
      settings.deduplication_scope != "messageGroup")
    return sqs::invalid_value(
        "FifoThroughputLimit can be set to perMessageGroupId only when the DeduplicationScope is "
        "messageGroup");
  return {};
}

std::string first_difference(const QueueSettings& settings, const QueueAttributes& in_force) {
  if (differs(settings.delay_seconds, in_force.delay_seconds)) return "DelaySeconds";
  if (differs(settings.maximum_message_size, in_force.maximum_message_size))
    return "MaximumMessageSize";
  if (differs(settings.message_retention_period, in_force.message_retention_period))
    return "MessageRetentionPeriod";
  if (differs(settings.receive_message_wait_time_seconds,
              in_force.receive_message_wait_time_seconds))
    return "ReceiveMessageWaitTimeSeconds";
  if (differs(settings.visibility_timeout, in_force.visibility_timeout)) return "VisibilityTimeout";
  const QueueAttributes wanted = changed_by(settings, in_force);
  if (wanted.policy != in_force.policy) return "Policy";
  if (wanted.redrive_policy != in_force.redrive_policy) return "RedrivePolicy";
  if (wanted.redrive_allow_policy != in_force.redrive_allow_policy) return "RedriveAllowPolicy";
  if (wanted.kms_master_key_id != in_force.kms_master_key_id) return "KmsMasterKeyId";
  if (wanted.sqs_managed_sse_enabled != in_force.sqs_managed_sse_enabled)
    return "SqsManagedSseEnabled";
  if (wanted.content_based_deduplication != in_force.content_based_deduplication)
    return "ContentBasedDeduplication";
  if (wanted.deduplication_scope != in_force.deduplication_scope) return "DeduplicationScope";
  if (wanted.fifo_throughput_limit != in_force.fifo_throughput_limit) return "FifoThroughputLimit";
  return wanted == in_force ? "" : "KmsDataKeyReusePeriodSeconds";
}

Answer<void> check_queue_name(std::string_view name, bool fifo_queue) {
  constexpr std::size_t longest = 80;
  constexpr std::string_view suffix = ".fifo";
  const bool ends_as_fifo = name.ends_with(suffix);
  std::string_view stem = name;
  if (fifo_queue && ends_as_fifo) stem.remove_suffix(suffix.size());
  const bool plain = std::ranges::all_of(stem, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
  if (plain && !stem.empty() && name.size() <= longest && ends_as_fifo == fifo_queue) return {};
  if (fifo_queue)
    return sqs::invalid_value(
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or "
        "underscores, must end with .fifo suffix and be 1 to 80 in length");
  return sqs::invalid_value(
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
}

}  // namespace sluice::world
