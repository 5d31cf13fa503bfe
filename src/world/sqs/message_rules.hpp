#pragma once

#include <string_view>
#include <vector>

#include "world/refusal.hpp"
#include "world/sqs/message.hpp"

namespace sluice::world::sqs {

/// #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
[[nodiscard]] Answer<void> check_characters(std::string_view body);

/// Names, types and values of a message's attributes, ten at most.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
[[nodiscard]] Answer<void> check_attributes(const std::vector<MessageAttribute>& attributes);

/// Of system attributes there is one: AWSTraceHeader, a String.
[[nodiscard]] Answer<void> check_system_attributes(const std::vector<MessageAttribute>& attributes);

/// A deduplication id or a group's: 1 to 128 letters, digits and punctuation.
[[nodiscard]] Answer<void> check_token(std::string_view parameter, std::string_view value);

/// What counts against MaximumMessageSize beside the body.
[[nodiscard]] std::size_t size_of(const std::vector<MessageAttribute>& attributes);

/// The bytes whose MD5 is MD5OfMessageAttributes. REQUIRES: sorted by name.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
[[nodiscard]] std::string digest_input(const std::vector<MessageAttribute>& attributes);

/// 1 to 80 letters, digits, '-' and '_' each, 10 entries at most, no two alike.
[[nodiscard]] Answer<void> check_batch_ids(std::string_view entry_name,
                                           const std::vector<std::string_view>& ids);

}  // namespace sluice::world::sqs
