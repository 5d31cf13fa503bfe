#include "aws/cloudwatch/client.hpp"

#include "aws/cloudwatch/codec.hpp"

namespace sluice::aws {

asio::awaitable<Result<PutMetricDataResponse, Error>> CloudWatchClient::put_metric_data(
    const PutMetricDataRequest& request, Instant deadline) {
  return connection_.call({.operation = "PutMetricData",
                           .body = encode(request),
                           .deadline = deadline,
                           .compressible = true},
                          decode_put_metric_data);
}

asio::awaitable<Result<DescribeAlarmsResponse, Error>> CloudWatchClient::describe_alarms(
    const DescribeAlarmsRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "DescribeAlarms", .body = encode(request), .deadline = deadline},
      decode_describe_alarms);
}

asio::awaitable<Result<GetMetricDataResponse, Error>> CloudWatchClient::get_metric_data(
    const GetMetricDataRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "GetMetricData", .body = encode(request), .deadline = deadline},
      decode_get_metric_data);
}

asio::awaitable<Result<ListMetricsResponse, Error>> CloudWatchClient::list_metrics(
    const ListMetricsRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "ListMetrics", .body = encode(request), .deadline = deadline},
      decode_list_metrics);
}

}  // namespace sluice::aws
