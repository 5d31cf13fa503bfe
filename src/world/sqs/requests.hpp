#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "world/refusal.hpp"
#include "world/sqs/attributes.hpp"
#include "world/sqs/message.hpp"

namespace sluice::world {

/// Queues are named by their names; the face knows URLs.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
struct CreateQueueRequest {
  std::string queue_name;
  QueueSettings attributes = {};
  std::map<std::string, std::string, std::less<>> tags = {};
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
struct ListQueuesRequest {
  std::string prefix = {};
  std::string next_token = {};
  std::optional<std::int64_t> max_results = {};  ///< 1 to 1000; empty: 1000 and no token
};

/// Names; the token is empty on the last page.
struct ListQueuesResponse {
  std::vector<std::string> queues;
  std::string next_token = {};
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
struct SendMessageRequest {
  std::string body;
  std::optional<std::int64_t> delay_seconds = {};
  std::vector<MessageAttribute> attributes = {};
  std::vector<MessageAttribute> system_attributes = {};
  std::optional<std::string> group = {};
  std::optional<std::string> deduplication_id = {};
};

/// What SQS says of an accepted message.
struct SendMessageResponse {
  Uuid id;
  Md5 body_md5 = {};
  std::optional<Md5> attributes_md5 = {};
  std::optional<Md5> system_attributes_md5 = {};
  std::optional<std::uint64_t> serial = {};  ///< SequenceNumber, of FIFO queues
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
struct ReceiveMessageRequest {
  std::int64_t max_number_of_messages = 1;
  std::optional<std::int64_t> visibility_timeout = {};  ///< seconds
  std::optional<std::int64_t> wait_time_seconds = {};
  std::string receive_request_attempt_id = {};
};

/// One message, as it was when it was given out.
struct ReceivedMessage {
  Uuid id;
  std::string receipt_handle = {};
  std::string body = {};
  Md5 body_md5 = {};
  std::uint64_t serial = 0;
  std::uint32_t receive_count = 0;
  Instant sent = {};
  Instant first_received = {};
  std::shared_ptr<const MessageExtras> extras = {};  ///< empty: none
};

/// Names a ReceiveMessage that waits for messages.
using PollTicket = std::uint64_t;

/// Messages, or a ticket: the answer comes by `Sqs::take_answered`.
struct ReceiveMessageResponse {
  std::vector<ReceivedMessage> messages = {};
  std::optional<PollTicket> waiting = {};
};

/// The answer to a ReceiveMessage that waited.
struct AnsweredPoll {
  PollTicket ticket;
  Answer<ReceiveMessageResponse> answer;
};

/// One of up to ten requests in a batch.
template <class Request>
struct BatchEntry {
  std::string id;
  Request request;
};

/// What became of it.
template <class Value>
struct BatchResult {
  std::string id;
  Answer<Value> answer;
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
struct ChangeVisibilityRequest {
  std::string receipt_handle;
  std::int64_t visibility_timeout;  ///< seconds
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
struct StartMessageMoveTaskRequest {
  std::string source_arn;
  std::string destination_arn = {};  ///< empty: back to where the messages came from
  std::optional<std::int64_t> max_number_of_messages_per_second = {};
};

}  // namespace sluice::world
