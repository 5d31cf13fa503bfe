#pragma once

#include "aws/cloudwatch/messages.hpp"
#include "aws/connection.hpp"

namespace sluice::aws {

/// Amazon CloudWatch.
class CloudWatchClient {
 public:
  explicit CloudWatchClient(Connection connection) : connection_{std::move(connection)} {}

  asio::awaitable<Result<PutMetricDataResponse, Error>> put_metric_data(
      const PutMetricDataRequest& request, Instant deadline);

 private:
  Connection connection_;
};

}  // namespace sluice::aws
