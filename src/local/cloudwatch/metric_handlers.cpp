#include <algorithm>
#include <nlohmann/json.hpp>

#include "local/cloudwatch/handlers.hpp"
#include "local/cloudwatch/members.hpp"
#include "world/cloudwatch/refusals.hpp"

namespace sluice::local::cloudwatch {
namespace {

world::StatisticSet read_statistic_set(Input& input) {
  return {.sample_count = input.required_number("SampleCount"),
          .sum = input.required_number("Sum"),
          .minimum = input.required_number("Minimum"),
          .maximum = input.required_number("Maximum")};
}

world::MetricDatum read_datum(Input& input) {
  world::MetricDatum datum{.metric_name = input.text("MetricName").value_or(""),
                           .dimensions = read_dimensions(input, "Dimensions"),
                           .timestamp = input.instant("Timestamp"),
                           .value = input.number("Value"),
                           .values = input.numbers("Values"),
                           .counts = input.numbers("Counts"),
                           .unit = input.text("Unit").value_or(""),
                           .storage_resolution = input.integer("StorageResolution").value_or(60)};
  if (auto set = input.structure("StatisticValues"))
    datum.statistic_values = read_statistic_set(*set);
  return datum;
}

/// A time that must be there.
Instant required_instant(Input& input, std::string_view name) {
  const auto at = input.instant(name);
  if (!at)
    input.refuse(world::cloudwatch_refusals::missing("The parameter " + std::string{name} +
                                                     " is required."));
  return at.value_or(Instant{});
}

Json to_json(const world::MetricDatapoint& point) {
  Json json = Json::object();
  json["Timestamp"] = timestamp(point.timestamp);
  json["Unit"] = point.unit;
  for (const auto& [name, value] : point.statistics) json[name] = value;
  for (const auto& [name, value] : point.extended_statistics)
    json["ExtendedStatistics"][name] = value;
  return json;
}

Json to_json(const world::MetricDataResult& result) {
  Json json = Json::object();
  json["Id"] = result.id;
  json["Label"] = result.label;
  Json timestamps = Json::array();
  for (const Instant at : result.timestamps) timestamps.push_back(timestamp(at));
  json["Timestamps"] = std::move(timestamps);
  json["Values"] = result.values;
  json["StatusCode"] = result.status_code;
  return json;
}

/// Our tokens are numbers.
void check_token(Input& input, const std::string& token) {
  if (token.find_first_not_of("0123456789") != std::string::npos)
    input.refuse(world::cloudwatch_refusals::invalid_next_token());
}

}  // namespace

Output put_metric_data(CloudWatch& cloudwatch, Input& input, const Call& call) {
  world::PutMetricDataRequest request{.metric_namespace = input.text("Namespace").value_or("")};
  for (Input& datum : input.structures("MetricData"))
    request.metric_data.push_back(read_datum(datum));
  input.ignore("StrictEntityValidation");  // of entities, which are refused
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  const auto done = cloudwatch.put_metric_data(request, call.now);
  if (!done) return Failure<world::Refusal>{done.error()};
  return Json{};
}

Output get_metric_statistics(CloudWatch& cloudwatch, Input& input, const Call& call) {
  const world::GetMetricStatisticsRequest request{
      .metric = {.metric_namespace = input.required_text("Namespace"),
                 .name = input.required_text("MetricName"),
                 .dimensions = read_dimensions(input, "Dimensions")},
      .start_time = required_instant(input, "StartTime"),
      .end_time = required_instant(input, "EndTime"),
      .period = input.required_integer("Period"),
      .statistics = input.texts("Statistics"),
      .extended_statistics = input.texts("ExtendedStatistics"),
      .unit = input.text("Unit").value_or("")};
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  const auto response = cloudwatch.get_metric_statistics(request, call.now);
  if (!response) return Failure<world::Refusal>{response.error()};

  Json output = Json::object();
  output["Label"] = response->label;
  Json points = Json::array();
  for (const world::MetricDatapoint& point : response->datapoints) points.push_back(to_json(point));
  output["Datapoints"] = std::move(points);
  return output;
}

Output get_metric_data(CloudWatch& cloudwatch, Input& input, const Call& call) {
  const world::GetMetricDataRequest request{
      .queries = read_queries(input, "MetricDataQueries"),
      .start_time = required_instant(input, "StartTime"),
      .end_time = required_instant(input, "EndTime"),
      .oldest_first = input.one_of("ScanBy", {"TimestampDescending", "TimestampAscending"}) ==
                      "TimestampAscending",
      .max_datapoints = input.integer("MaxDatapoints"),
      .next_token = input.text("NextToken").value_or("")};
  input.ignore("LabelOptions");  // a time zone for times in labels, of which there are none
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  const auto response = cloudwatch.get_metric_data(request, call.now);
  if (!response) return Failure<world::Refusal>{response.error()};

  Json output = Json::object();
  Json results = Json::array();
  for (const world::MetricDataResult& result : response->results)
    results.push_back(to_json(result));
  output["MetricDataResults"] = std::move(results);
  output["Messages"] = Json::array();
  add_next_token(output, response->next_token);
  return output;
}

Output list_metrics(CloudWatch& cloudwatch, Input& input, const Call& call) {
  world::ListMetricsRequest request{
      .metric_namespace = input.text("Namespace"),
      .metric_name = input.text("MetricName"),
      .recently_active = input.one_of("RecentlyActive", {"PT3H"}).has_value(),
      .next_token = input.text("NextToken").value_or("")};
  for (Input& filter : input.structures("Dimensions"))
    request.dimensions.push_back(
        {.name = filter.required_text("Name"), .value = filter.text("Value")});
  input.ignore("IncludeLinkedAccounts");  // there is one account
  check_token(input, request.next_token);
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  const world::ListMetricsResponse response = cloudwatch.list_metrics(request, call.now);

  Json output = Json::object();
  Json metrics = Json::array();
  for (const world::Metric& metric : response.metrics) metrics.push_back(metric_to_json(metric));
  output["Metrics"] = std::move(metrics);
  add_next_token(output, response.next_token);
  return output;
}

}  // namespace sluice::local::cloudwatch
