#include "aws/ecs/client.hpp"

#include "aws/ecs/codec.hpp"

namespace sluice::aws {

asio::awaitable<Result<DescribeServicesResponse, Error>> EcsClient::describe_services(
    const DescribeServicesRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "DescribeServices", .body = encode(request), .deadline = deadline},
      decode_describe_services);
}

}  // namespace sluice::aws
