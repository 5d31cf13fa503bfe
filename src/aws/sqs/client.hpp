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

 private:
  Connection connection_;
};

}  // namespace sluice::aws
