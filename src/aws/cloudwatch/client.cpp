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

}  // namespace sluice::aws
