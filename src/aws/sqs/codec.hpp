#pragma once

#include <string>
#include <string_view>

#include "aws/sqs/messages.hpp"
#include "base/result.hpp"

namespace sluice::aws {

/// Requests as SQS's JSON protocol writes them.
[[nodiscard]] std::string encode(const GetQueueAttributesRequest& request);
[[nodiscard]] std::string encode(const GetQueueUrlRequest& request);
[[nodiscard]] std::string encode(const CreateQueueRequest& request);
[[nodiscard]] std::string encode(const SendMessageBatchRequest& request);
[[nodiscard]] std::string encode(const ReceiveMessageRequest& request);
[[nodiscard]] std::string encode(const DeleteMessageRequest& request);
[[nodiscard]] std::string encode(const ChangeMessageVisibilityRequest& request);

/// Answers of SQS's JSON protocol. The error says what is missing.
[[nodiscard]] Result<GetQueueAttributesResponse, std::string> decode_get_queue_attributes(
    std::string_view body);
[[nodiscard]] Result<GetQueueUrlResponse, std::string> decode_get_queue_url(std::string_view body);
[[nodiscard]] Result<CreateQueueResponse, std::string> decode_create_queue(std::string_view body);
[[nodiscard]] Result<SendMessageBatchResponse, std::string> decode_send_message_batch(
    std::string_view body);
[[nodiscard]] Result<ReceiveMessageResponse, std::string> decode_receive_message(
    std::string_view body);
/// A success says nothing: whatever its body holds is not looked at.
[[nodiscard]] Result<Nothing, std::string> decode_nothing(std::string_view body);

}  // namespace sluice::aws
