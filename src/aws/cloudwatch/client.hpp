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
  asio::awaitable<Result<DescribeAlarmsResponse, Error>> describe_alarms(
      const DescribeAlarmsRequest& request, Instant deadline);
  asio::awaitable<Result<GetMetricDataResponse, Error>> get_metric_data(
      const GetMetricDataRequest& request, Instant deadline);
  asio::awaitable<Result<ListMetricsResponse, Error>> list_metrics(
      const ListMetricsRequest& request, Instant deadline);

 private:
  Connection connection_;
};

}  // namespace sluice::aws
