#include "aws/sqs/client.hpp"

#include "aws/sqs/codec.hpp"

namespace sluice::aws {

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

}  // namespace sluice::aws
