#include "local/cloudwatch/members.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "local/operation.hpp"
#include "world/cloudwatch/alarm_text.hpp"
#include "world/cloudwatch/statistic.hpp"

namespace sluice::local::cloudwatch {
namespace {

std::int64_t seconds(Duration period) {
  return std::chrono::duration_cast<std::chrono::seconds>(period).count();
}

world::MetricStat read_metric_stat(Input& input) {
  world::MetricStat stat{.metric = {},
                         .period = std::chrono::seconds{input.required_integer("Period")},
                         .stat = input.required_text("Stat"),
                         .unit = input.text("Unit").value_or("")};
  if (auto metric = input.structure("Metric")) stat.metric = read_metric(*metric);
  return stat;
}

Json dimensions_to_json(const std::vector<world::Dimension>& dimensions) {
  Json list = Json::array();
  for (const world::Dimension& dimension : dimensions) {
    Json entry = Json::object();
    entry["Name"] = dimension.name;
    entry["Value"] = dimension.value;
    list.push_back(std::move(entry));
  }
  return list;
}

Json to_json(const world::MetricStat& stat) {
  Json json = Json::object();
  json["Metric"] = metric_to_json(stat.metric);
  json["Period"] = seconds(stat.period);
  json["Stat"] = stat.stat;
  if (!stat.unit.empty()) json["Unit"] = stat.unit;
  return json;
}

Json to_json(const world::MetricDataQuery& query) {
  Json json = Json::object();
  json["Id"] = query.id;
  if (query.metric_stat) json["MetricStat"] = to_json(*query.metric_stat);
  if (!query.expression.empty()) json["Expression"] = query.expression;
  if (!query.label.empty()) json["Label"] = query.label;
  if (query.period) json["Period"] = seconds(*query.period);
  json["ReturnData"] = query.return_data.value_or(true);
  return json;
}

/// An alarm on one metric: its members stand beside the alarm's own.
void add_metric(Json& json, const world::MetricStat& stat) {
  json["Namespace"] = stat.metric.metric_namespace;
  json["MetricName"] = stat.metric.name;
  json["Dimensions"] = dimensions_to_json(stat.metric.dimensions);
  json["Period"] = seconds(stat.period);
  if (!stat.unit.empty()) json["Unit"] = stat.unit;
  const auto statistic = world::parse_statistic(stat.stat);
  const bool percentile = statistic && statistic->kind == world::MetricStatistic::Kind::percentile;
  json[percentile ? "ExtendedStatistic" : "Statistic"] = stat.stat;
}

void add_queries(Json& json, const std::vector<world::MetricDataQuery>& queries) {
  json["Dimensions"] = Json::array();
  Json list = Json::array();
  for (const world::MetricDataQuery& query : queries) list.push_back(to_json(query));
  json["Metrics"] = std::move(list);
}

void add_state(Json& json, const world::AlarmRecord& record) {
  json["StateValue"] = world::name_of(record.state);
  json["StateReason"] = record.state_reason;
  if (!record.state_reason_data.empty()) json["StateReasonData"] = record.state_reason_data;
  json["StateUpdatedTimestamp"] = timestamp(record.state_updated);
  json["StateTransitionedTimestamp"] = timestamp(record.state_transitioned);
}

}  // namespace

std::vector<world::Dimension> read_dimensions(Input& input, std::string_view name) {
  std::vector<world::Dimension> dimensions;
  for (Input& entry : input.structures(name))
    dimensions.push_back(
        {.name = entry.text("Name").value_or(""), .value = entry.text("Value").value_or("")});
  std::ranges::sort(dimensions);
  return dimensions;
}

world::Metric read_metric(Input& input) {
  return {.metric_namespace = input.text("Namespace").value_or(""),
          .name = input.text("MetricName").value_or(""),
          .dimensions = read_dimensions(input, "Dimensions")};
}

std::vector<world::MetricDataQuery> read_queries(Input& input, std::string_view name) {
  std::vector<world::MetricDataQuery> queries;
  for (Input& entry : input.structures(name)) {
    world::MetricDataQuery query{.id = entry.required_text("Id"),
                                 .expression = entry.text("Expression").value_or(""),
                                 .label = entry.text("Label").value_or(""),
                                 .return_data = entry.flag("ReturnData")};
    if (auto stat = entry.structure("MetricStat")) query.metric_stat = read_metric_stat(*stat);
    if (const auto period = entry.integer("Period")) query.period = std::chrono::seconds{*period};
    queries.push_back(std::move(query));
  }
  return queries;
}

std::map<std::string, std::string, std::less<>> read_tags(Input& input, std::string_view name) {
  std::map<std::string, std::string, std::less<>> tags;
  for (Input& entry : input.structures(name)) {
    const std::string key = entry.required_text("Key");
    tags.insert_or_assign(key, entry.required_text("Value"));
  }
  return tags;
}

Json metric_to_json(const world::Metric& metric) {
  Json json = Json::object();
  json["Namespace"] = metric.metric_namespace;
  json["MetricName"] = metric.name;
  json["Dimensions"] = dimensions_to_json(metric.dimensions);
  return json;
}

Json alarm_to_json(const world::AlarmRecord& record, const std::string& arn) {
  const world::AlarmConfiguration& alarm = record.configuration;
  Json json = Json::object();
  json["AlarmName"] = alarm.name;
  json["AlarmArn"] = arn;
  if (!alarm.description.empty()) json["AlarmDescription"] = alarm.description;
  json["AlarmConfigurationUpdatedTimestamp"] = timestamp(record.configuration_updated);
  json["ActionsEnabled"] = alarm.actions_enabled;
  json["OKActions"] = alarm.ok_actions;
  json["AlarmActions"] = alarm.alarm_actions;
  json["InsufficientDataActions"] = alarm.insufficient_data_actions;
  if (alarm.metric_stat)
    add_metric(json, *alarm.metric_stat);
  else
    add_queries(json, alarm.metrics);
  json["EvaluationPeriods"] = alarm.evaluation_periods;
  if (alarm.datapoints_to_alarm) json["DatapointsToAlarm"] = *alarm.datapoints_to_alarm;
  json["Threshold"] = alarm.threshold;
  json["ComparisonOperator"] = world::name_of(alarm.comparison);
  json["TreatMissingData"] =
      world::name_of(alarm.treat_missing_data.value_or(world::TreatMissingData::missing));
  if (!alarm.evaluate_low_sample_count_percentile.empty())
    json["EvaluateLowSampleCountPercentile"] = alarm.evaluate_low_sample_count_percentile;
  add_state(json, record);
  return json;
}

void add_next_token(Json& output, const std::string& token) {
  if (!token.empty()) output["NextToken"] = token;
}

}  // namespace sluice::local::cloudwatch
