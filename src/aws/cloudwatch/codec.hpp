#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/cloudwatch/messages.hpp"
#include "base/result.hpp"

namespace sluice::aws {

/// Requests as CloudWatch's JSON protocol writes them.
[[nodiscard]] std::string encode(const PutMetricDataRequest& request);
[[nodiscard]] std::string encode(const DescribeAlarmsRequest& request);
[[nodiscard]] std::string encode(const GetMetricDataRequest& request);
[[nodiscard]] std::string encode(const ListMetricsRequest& request);

/// How many data go into each of the requests that `data` needs, in order, so
/// that none has more than `most_metric_data` of them or more bytes than
/// `largest_put_metric_data` before compression.
[[nodiscard]] std::vector<std::size_t> put_metric_data_batches(std::string_view metric_namespace,
                                                               std::span<const MetricDatum> data);

/// A success says nothing: whatever its body holds is not looked at.
[[nodiscard]] Result<PutMetricDataResponse, std::string> decode_put_metric_data(
    std::string_view body);

/// Answers of CloudWatch's JSON protocol. The error says what is missing.
[[nodiscard]] Result<DescribeAlarmsResponse, std::string> decode_describe_alarms(
    std::string_view body);
[[nodiscard]] Result<GetMetricDataResponse, std::string> decode_get_metric_data(
    std::string_view body);
[[nodiscard]] Result<ListMetricsResponse, std::string> decode_list_metrics(std::string_view body);

}  // namespace sluice::aws
