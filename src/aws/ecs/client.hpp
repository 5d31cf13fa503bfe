#pragma once

#include "aws/connection.hpp"
#include "aws/ecs/messages.hpp"

namespace sluice::aws {

/// Amazon ECS.
class EcsClient {
 public:
  explicit EcsClient(Connection connection) : connection_{std::move(connection)} {}

  asio::awaitable<Result<DescribeServicesResponse, Error>> describe_services(
      const DescribeServicesRequest& request, Instant deadline);

 private:
  Connection connection_;
};

}  // namespace sluice::aws
