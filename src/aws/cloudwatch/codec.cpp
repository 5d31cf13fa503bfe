#include "aws/cloudwatch/codec.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "aws/json_reading.hpp"

namespace sluice::aws {

using nlohmann::json;

namespace {

json to_json(const std::vector<Dimension>& dimensions) {
  json out = json::array();
  for (const Dimension& dimension : dimensions)
    out.push_back({{"Name", dimension.name}, {"Value", dimension.value}});
  return out;
}

json to_json(const MetricDatum& datum) {
  return {{"MetricName", datum.metric_name},
          {"Dimensions", to_json(datum.dimensions)},
          {"Unit", datum.unit},
          {"Value", datum.value}};
}

json to_json(const MetricDataQuery& query) {
  json metric{{"Namespace", query.metric_namespace},
              {"MetricName", query.metric_name},
              {"Dimensions", to_json(query.dimensions)}};
  json statistic{
      {"Metric", std::move(metric)}, {"Period", query.period.count()}, {"Stat", query.statistic}};
  if (!query.unit.empty()) statistic["Unit"] = query.unit;
  return {{"Id", query.id}, {"MetricStat", std::move(statistic)}};
}

std::vector<Dimension> decode_dimensions(const json& metric) {
  std::vector<Dimension> out;
  for (const json& dimension : array_or_empty(metric, "Dimensions"))
    if (dimension.is_object())
      out.push_back(Dimension{text_or_empty(dimension, "Name"), text_or_empty(dimension, "Value")});
  return out;
}

Result<Metric, std::string> decode_metric(const json& metric) {
  Metric out{text_or_empty(metric, "Namespace"), text_or_empty(metric, "MetricName"),
             decode_dimensions(metric)};
  if (out.metric_namespace.empty() || out.metric_name.empty())
    return Failure<std::string>{"a metric lacks Namespace or MetricName"};
  return out;
}

/// Timestamps of AWS's JSON protocols are seconds since the epoch.
double seconds_of(Instant at) {
  return std::chrono::duration<double>{at.time_since_epoch()}.count();
}

Result<AlarmDescription, std::string> decode_alarm(const json& alarm) {
  AlarmDescription out{text_or_empty(alarm, "AlarmName"), text_or_empty(alarm, "StateValue"),
                       text_or_empty(alarm, "StateReason"), 0};
  if (out.alarm_name.empty() || out.state.empty())
    return Failure<std::string>{"an alarm lacks AlarmName or StateValue"};
  const auto threshold = alarm.find("Threshold");
  if (threshold != alarm.end() && threshold->is_number()) out.threshold = threshold->get<double>();
  out.metric_namespace = text_or_empty(alarm, "Namespace");
  out.metric_name = text_or_empty(alarm, "MetricName");
  out.dimensions = decode_dimensions(alarm);
  out.unit = text_or_empty(alarm, "Unit");
  out.statistic = text_or_empty(alarm, "Statistic");
  const auto enabled = alarm.find("ActionsEnabled");
  out.actions_enabled = enabled == alarm.end() || *enabled != false;
  return out;
}

MetricDataStatus status_of(std::string_view code) {
  if (code == "Complete") return MetricDataStatus::complete;
  if (code == "PartialData") return MetricDataStatus::partial_data;
  if (code == "InternalError") return MetricDataStatus::internal_error;
  if (code == "Forbidden") return MetricDataStatus::forbidden;
  return MetricDataStatus::unknown;
}

Result<MetricDataResult, std::string> decode_result(const json& result) {
  MetricDataResult out{
      text_or_empty(result, "Id"), {}, status_of(text_or_empty(result, "StatusCode"))};
  const json& messages = array_or_empty(result, "Messages");
  if (!messages.empty()) out.message = text_or_empty(messages.front(), "Value");
  const json& timestamps = array_or_empty(result, "Timestamps");
  const json& values = array_or_empty(result, "Values");
  if (timestamps.size() != values.size())
    return Failure<std::string>{"a metric's Timestamps and Values are not as many"};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto at = as_instant(timestamps[i]);
    if (!at || !values[i].is_number())
      return Failure<std::string>{"a metric has a timestamp or value that is no number"};
    out.datapoints.push_back(Datapoint{*at, values[i].get<double>()});
  }
  return out;
}

/// The bytes that `text` takes inside JSON quotes, at most: a control character
/// becomes six.
std::size_t quoted_size(std::string_view text) {
  const auto plain = [](char c) { return c >= ' ' && c != '"' && c != '\\'; };
  const auto escaped = text.size() - static_cast<std::size_t>(std::ranges::count_if(text, plain));
  return text.size() + (5 * escaped);
}

/// The bytes of a datum as written, at most.
std::size_t largest_size(const MetricDatum& datum) {
  constexpr std::size_t frame = 120;     // names, braces, commas and a double of 24 letters
  constexpr std::size_t dimension = 24;  // {"Name":"","Value":""},
  std::size_t size = frame + quoted_size(datum.metric_name) + quoted_size(datum.unit);
  for (const Dimension& d : datum.dimensions)
    size += dimension + quoted_size(d.name) + quoted_size(d.value);
  return size;
}

}  // namespace

std::string encode(const PutMetricDataRequest& request) {
  json data = json::array();
  for (const MetricDatum& datum : request.metric_data) data.push_back(to_json(datum));
  return json{{"Namespace", request.metric_namespace}, {"MetricData", std::move(data)}}.dump();
}

std::string encode(const DescribeAlarmsRequest& request) {
  json body = json::object();
  body["AlarmTypes"] = json::array({"MetricAlarm"});
  if (!request.alarm_names.empty()) body["AlarmNames"] = request.alarm_names;
  if (!request.alarm_name_prefix.empty()) body["AlarmNamePrefix"] = request.alarm_name_prefix;
  if (!request.next_token.empty()) body["NextToken"] = request.next_token;
  return body.dump();
}

std::string encode(const GetMetricDataRequest& request) {
  json queries = json::array();
  for (const MetricDataQuery& query : request.queries) queries.push_back(to_json(query));
  json body{{"MetricDataQueries", std::move(queries)},
            {"StartTime", seconds_of(request.start)},
            {"EndTime", seconds_of(request.end)},
            {"ScanBy", "TimestampAscending"}};
  if (!request.next_token.empty()) body["NextToken"] = request.next_token;
  return body.dump();
}

std::string encode(const ListMetricsRequest& request) {
  json body{{"Namespace", request.metric_namespace}, {"MetricName", request.metric_name}};
  if (!request.next_token.empty()) body["NextToken"] = request.next_token;
  return body.dump();
}

std::vector<std::size_t> put_metric_data_batches(std::string_view metric_namespace,
                                                 std::span<const MetricDatum> data) {
  constexpr std::size_t frame = 64;  // {"MetricData":[],"Namespace":""}
  const std::size_t empty = frame + quoted_size(metric_namespace);
  std::vector<std::size_t> batches;
  std::size_t bytes = 0;
  for (const MetricDatum& datum : data) {
    const std::size_t size = largest_size(datum);
    const bool full = batches.empty() || batches.back() == most_metric_data ||
                      bytes + size > largest_put_metric_data;
    if (full) {
      batches.push_back(0);
      bytes = empty;
    }
    ++batches.back();
    bytes += size;
  }
  return batches;
}

Result<PutMetricDataResponse, std::string> decode_put_metric_data(std::string_view) {
  return PutMetricDataResponse{};
}

Result<DescribeAlarmsResponse, std::string> decode_describe_alarms(std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  auto alarms = decode_all(*object, "MetricAlarms", decode_alarm);
  if (!alarms) return Failure<std::string>{alarms.error()};
  return DescribeAlarmsResponse{std::move(*alarms), text_or_empty(*object, "NextToken")};
}

Result<GetMetricDataResponse, std::string> decode_get_metric_data(std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  auto results = decode_all(*object, "MetricDataResults", decode_result);
  if (!results) return Failure<std::string>{results.error()};
  return GetMetricDataResponse{std::move(*results), text_or_empty(*object, "NextToken")};
}

Result<ListMetricsResponse, std::string> decode_list_metrics(std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  auto metrics = decode_all(*object, "Metrics", decode_metric);
  if (!metrics) return Failure<std::string>{metrics.error()};
  return ListMetricsResponse{std::move(*metrics), text_or_empty(*object, "NextToken")};
}

}  // namespace sluice::aws
