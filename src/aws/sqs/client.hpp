#pragma once

#include "aws/connection.hpp"
#include "aws/sqs/messages.hpp"

namespace sluice::aws {

/// Amazon SQS.
class SqsClient {
 public:
  explicit SqsClient(Connection connection) : connection_{std::move(connection)} {}

  asio::awaitable<Result<GetQueueAttributesResponse, Error>> get_queue_attributes(
      const GetQueueAttributesRequest& request, Instant deadline);
  asio::awaitable<Result<GetQueueUrlResponse, Error>> get_queue_url(
      const GetQueueUrlRequest& request, Instant deadline);
  asio::awaitable<Result<CreateQueueResponse, Error>> create_queue(
      const CreateQueueRequest& request, Instant deadline);
  /// Not repeated where its fate is unknown: that would send messages twice.
  asio::awaitable<Result<SendMessageBatchResponse, Error>> send_message_batch(
      const SendMessageBatchRequest& request, Instant deadline);
  /// Waits for as long as the request says, and a little longer. Not repeated
  /// where its fate is unknown: what it had received would be hidden for
  /// nothing, until its visibility timeout.
  asio::awaitable<Result<ReceiveMessageResponse, Error>> receive_message(
      const ReceiveMessageRequest& request, Instant deadline);
  asio::awaitable<Result<Nothing, Error>> delete_message(const DeleteMessageRequest& request,
                                                         Instant deadline);
  asio::awaitable<Result<Nothing, Error>> change_message_visibility(
      const ChangeMessageVisibilityRequest& request, Instant deadline);

 private:
  Connection connection_;
};

}  // namespace sluice::aws
