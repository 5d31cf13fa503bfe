#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sluice::aws {

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
struct GetQueueAttributesRequest {
  std::string queue_url;
  std::vector<std::string> attribute_names;
};

/// Every value is text, numbers too.
struct GetQueueAttributesResponse {
  std::map<std::string, std::string, std::less<>> attributes;
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
struct GetQueueUrlRequest {
  std::string queue_name;
  std::string queue_owner_account_id = {};  ///< empty: the caller's own account
};

/// Never empty.
struct GetQueueUrlResponse {
  std::string queue_url;
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
struct CreateQueueRequest {
  std::string queue_name;
  /// By AWS's names, each value as text: {"VisibilityTimeout", "120"}.
  std::map<std::string, std::string, std::less<>> attributes = {};
};

/// The URL is never empty.
struct CreateQueueResponse {
  std::string queue_url;
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
/// The entries' ids are their places in the list.
struct SendMessageBatchRequest {
  std::string queue_url;
  std::vector<std::string> bodies;  ///< 1 to 10
};

/// How many messages one call may send, receive or delete.
inline constexpr std::size_t most_messages_at_once = 10;

/// API_BatchResultErrorEntry: why one of the messages was not sent.
struct BatchFailure {
  std::string id;
  std::string code;
  std::string message;
};

/// Each message is in one of the two.
struct SendMessageBatchResponse {
  std::size_t sent;
  std::vector<BatchFailure> failed;
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
struct ReceiveMessageRequest {
  std::string queue_url;
  std::int64_t max_number_of_messages = 1;              ///< 1 to 10
  std::chrono::seconds wait_time{};                     ///< 0 to 20; 0: a short poll
  std::optional<std::chrono::seconds> visibility = {};  ///< empty: as the queue says
};

/// The part of API_Message that Sluice looks at.
struct Message {
  std::string message_id;
  std::string receipt_handle;  ///< never empty
  std::string body;
};

/// Empty where nothing came.
struct ReceiveMessageResponse {
  std::vector<Message> messages;
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
struct DeleteMessageRequest {
  std::string queue_url;
  std::string receipt_handle;
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
struct ChangeMessageVisibilityRequest {
  std::string queue_url;
  std::string receipt_handle;
  std::chrono::seconds visibility;  ///< from now; 0 gives the message back
};

/// A success of an operation whose answer says nothing.
struct Nothing {};

}  // namespace sluice::aws
