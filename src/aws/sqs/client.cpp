#include "aws/sqs/client.hpp"

#include "aws/sqs/codec.hpp"

namespace sluice::aws {
namespace {

/// What a long poll's exchange may take beside its wait: "ensure that the HTTP
/// response timeout is longer than the WaitTimeSeconds parameter".
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
constexpr Duration time_beside_the_wait = std::chrono::seconds{10};

}  // namespace

asio::awaitable<Result<GetQueueAttributesResponse, Error>> SqsClient::get_queue_attributes(
    const GetQueueAttributesRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "GetQueueAttributes", .body = encode(request), .deadline = deadline},
      decode_get_queue_attributes);
}

asio::awaitable<Result<GetQueueUrlResponse, Error>> SqsClient::get_queue_url(
    const GetQueueUrlRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "GetQueueUrl", .body = encode(request), .deadline = deadline},
      decode_get_queue_url);
}

asio::awaitable<Result<CreateQueueResponse, Error>> SqsClient::create_queue(
    const CreateQueueRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "CreateQueue", .body = encode(request), .deadline = deadline},
      decode_create_queue);
}

asio::awaitable<Result<SendMessageBatchResponse, Error>> SqsClient::send_message_batch(
    const SendMessageBatchRequest& request, Instant deadline) {
  return connection_.call({.operation = "SendMessageBatch",
                           .body = encode(request),
                           .deadline = deadline,
                           .repeatable = false},
                          decode_send_message_batch);
}

asio::awaitable<Result<ReceiveMessageResponse, Error>> SqsClient::receive_message(
    const ReceiveMessageRequest& request, Instant deadline) {
  return connection_.call({.operation = "ReceiveMessage",
                           .body = encode(request),
                           .deadline = deadline,
                           .repeatable = false,
                           .attempt_limit = request.wait_time + time_beside_the_wait},
                          decode_receive_message);
}

asio::awaitable<Result<Nothing, Error>> SqsClient::delete_message(
    const DeleteMessageRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "DeleteMessage", .body = encode(request), .deadline = deadline},
      decode_nothing);
}

asio::awaitable<Result<Nothing, Error>> SqsClient::change_message_visibility(
    const ChangeMessageVisibilityRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "ChangeMessageVisibility", .body = encode(request), .deadline = deadline},
      decode_nothing);
}

}  // namespace sluice::aws
