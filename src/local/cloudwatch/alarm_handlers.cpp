#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include "local/cloudwatch/handlers.hpp"
#include "local/cloudwatch/members.hpp"
#include "world/cloudwatch/alarm_text.hpp"
#include "world/cloudwatch/refusals.hpp"

namespace sluice::local::cloudwatch {
namespace {

using world::AlarmState;
using world::Comparison;
using world::TreatMissingData;
namespace refusals = world::cloudwatch_refusals;

template <class Enum, std::size_t size>
std::optional<Enum> named(const std::optional<std::string>& name,
                          const std::array<Enum, size>& all) {
  const auto found =
      std::ranges::find_if(all, [&](Enum value) { return name == world::name_of(value); });
  return found == all.end() ? std::nullopt : std::optional{*found};
}

std::optional<AlarmState> read_state(Input& input, std::string_view member) {
  constexpr std::array all{AlarmState::ok, AlarmState::alarm, AlarmState::insufficient_data};
  return named(input.one_of(member, {"OK", "ALARM", "INSUFFICIENT_DATA"}), all);
}

Comparison read_comparison(Input& input) {
  constexpr std::array all{Comparison::greater_than_or_equal_to_threshold,
                           Comparison::greater_than_threshold, Comparison::less_than_threshold,
                           Comparison::less_than_or_equal_to_threshold};
  if (!input.has("ComparisonOperator")) {
    input.refuse(refusals::missing("The parameter ComparisonOperator is required."));
    return Comparison::greater_than_threshold;
  }
  return named(input.one_of("ComparisonOperator",
                            {"GreaterThanOrEqualToThreshold", "GreaterThanThreshold",
                             "LessThanThreshold", "LessThanOrEqualToThreshold"}),
               all)
      .value_or(Comparison::greater_than_threshold);
}

std::optional<TreatMissingData> read_treatment(Input& input) {
  constexpr std::array all{TreatMissingData::missing, TreatMissingData::ignore,
                           TreatMissingData::breaching, TreatMissingData::not_breaching};
  const auto text = input.text("TreatMissingData");
  const auto treatment = named(text, all);
  if (text && !treatment)
    input.refuse(refusals::validation(
        "Option '" + *text +
        "' is unsupported. Supported options for parameter TreatMissingData are [breaching, "
        "notBreaching, ignore, missing]."));
  return treatment;
}

/// Statistic or ExtendedStatistic; empty where neither was sent.
std::string read_statistic(Input& input) {
  const auto plain =
      input.one_of("Statistic", {"SampleCount", "Average", "Sum", "Minimum", "Maximum"});
  const auto extended = input.text("ExtendedStatistic");
  if (plain && extended)
    input.refuse(refusals::invalid_combination(
        "The parameters Statistic and ExtendedStatistic are mutually exclusive and you have "
        "specified both."));
  return plain.value_or(extended.value_or(""));
}

/// The metric of an alarm that has one; an alarm on an expression has a list.
std::optional<world::MetricStat> read_metric_stat(Input& input) {
  const bool has_metric = input.has("MetricName");
  const auto period = input.integer("Period");
  world::MetricStat stat{.metric = read_metric(input),
                         .period = std::chrono::seconds{period.value_or(0)},
                         .stat = read_statistic(input),
                         .unit = input.text("Unit").value_or("")};
  if (!has_metric && input.has("Metrics")) return std::nullopt;
  if (!has_metric) input.refuse(refusals::missing("The parameter MetricName is required."));
  if (!period) input.refuse(refusals::missing("The parameter Period is required."));
  if (stat.stat.empty())
    input.refuse(refusals::missing(
        "At least one of the parameters Statistic and ExtendedStatistic must be specified."));
  return stat;
}

Output done() {
  return Json{};
}

Json alarms_to_json(const CloudWatch& cloudwatch,
                    const std::vector<const world::AlarmRecord*>& alarms) {
  Json list = Json::array();
  for (const world::AlarmRecord* alarm : alarms)
    list.push_back(alarm_to_json(*alarm, cloudwatch.alarm_arn(alarm->configuration.name)));
  return list;
}

/// Whether AlarmTypes, where sent, names metric alarms: the only ones here.
bool wants_metric_alarms(Input& input) {
  if (!input.has("AlarmTypes")) return true;
  return std::ranges::count(input.texts("AlarmTypes"), "MetricAlarm") > 0;
}

std::size_t read_max_records(Input& input) {
  return static_cast<std::size_t>(input.integer_within("MaxRecords", 1, 100).value_or(100));
}

std::string_view name_of(world::AlarmHistoryType type) {
  if (type == world::AlarmHistoryType::configuration_update) return "ConfigurationUpdate";
  return type == world::AlarmHistoryType::action ? "Action" : "StateUpdate";
}

Json to_json(const world::ShownAlarmHistoryItem& shown) {
  Json json = Json::object();
  json["AlarmName"] = shown.alarm_name;
  json["AlarmType"] = "MetricAlarm";
  json["Timestamp"] = timestamp(shown.timestamp);
  json["HistoryItemType"] = name_of(shown.item->type);
  json["HistorySummary"] = shown.item->summary;
  json["HistoryData"] = shown.item->data;
  return json;
}

world::DescribeAlarmHistoryRequest read_history_request(Input& input) {
  using Type = world::AlarmHistoryType;
  world::DescribeAlarmHistoryRequest request{
      .alarm_name = input.text("AlarmName").value_or(""),
      .start_date = input.instant("StartDate"),
      .end_date = input.instant("EndDate"),
      .oldest_first = input.one_of("ScanBy", {"TimestampDescending", "TimestampAscending"}) ==
                      "TimestampAscending",
      .max_records = read_max_records(input),
      .next_token = input.text("NextToken").value_or("")};
  const auto type =
      input.one_of("HistoryItemType", {"ConfigurationUpdate", "StateUpdate", "Action"});
  if (type == "ConfigurationUpdate") request.type = Type::configuration_update;
  if (type == "StateUpdate") request.type = Type::state_update;
  if (type == "Action") request.type = Type::action;
  if (request.next_token.find_first_not_of("0123456789") != std::string::npos)
    input.refuse(refusals::invalid_next_token());
  return request;
}

Output switch_actions(CloudWatch& cloudwatch, Input& input, const Call& call, bool enabled) {
  const std::vector<std::string> names = input.texts("AlarmNames");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  cloudwatch.enable_alarm_actions(names, enabled, call.now);
  return done();
}

}  // namespace

Output put_metric_alarm(CloudWatch& cloudwatch, Input& input, const Call& call) {
  const world::AlarmConfiguration alarm{
      .name = input.required_text("AlarmName"),
      .description = input.text("AlarmDescription").value_or(""),
      .actions_enabled = input.flag("ActionsEnabled").value_or(true),
      .ok_actions = input.texts("OKActions"),
      .alarm_actions = input.texts("AlarmActions"),
      .insufficient_data_actions = input.texts("InsufficientDataActions"),
      .metric_stat = read_metric_stat(input),
      .metrics = read_queries(input, "Metrics"),
      .evaluation_periods = input.required_integer("EvaluationPeriods"),
      .datapoints_to_alarm = input.integer("DatapointsToAlarm"),
      .threshold = input.required_number("Threshold"),
      .comparison = read_comparison(input),
      .treat_missing_data = read_treatment(input),
      .evaluate_low_sample_count_percentile =
          input.one_of("EvaluateLowSampleCountPercentile", {"evaluate", "ignore"}).value_or(""),
      .tags = read_tags(input, "Tags")};
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  const auto put = cloudwatch.put_alarm(alarm, call.now);
  if (!put) return Failure<world::Refusal>{put.error()};
  return done();
}

Output describe_alarms(CloudWatch& cloudwatch, Input& input, const Call&) {
  const world::DescribeAlarmsRequest request{
      .alarm_names = input.texts("AlarmNames"),
      .alarm_name_prefix = input.text("AlarmNamePrefix").value_or(""),
      .state_value = read_state(input, "StateValue"),
      .action_prefix = input.text("ActionPrefix").value_or(""),
      .max_records = read_max_records(input),
      .next_token = input.text("NextToken").value_or("")};
  const bool wanted = wants_metric_alarms(input);
  if (!request.alarm_names.empty() && !request.alarm_name_prefix.empty())
    input.refuse(refusals::validation(
        "AlarmNamePrefix and AlarmNames are mutually exclusive and you have specified both."));
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};

  const auto response =
      wanted ? cloudwatch.describe_alarms(request) : world::DescribeAlarmsResponse{};
  Json output = Json::object();
  output["MetricAlarms"] = alarms_to_json(cloudwatch, response.alarms);
  output["CompositeAlarms"] = Json::array();
  add_next_token(output, response.next_token);
  return output;
}

Output describe_alarms_for_metric(CloudWatch& cloudwatch, Input& input, const Call&) {
  world::DescribeAlarmsForMetricRequest request{
      .metric = {.metric_namespace = input.required_text("Namespace"),
                 .name = input.required_text("MetricName"),
                 .dimensions = read_dimensions(input, "Dimensions")},
      .stat = read_statistic(input),
      .unit = input.text("Unit").value_or("")};
  if (const auto period = input.integer("Period")) request.period = std::chrono::seconds{*period};
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  Json output = Json::object();
  output["MetricAlarms"] =
      alarms_to_json(cloudwatch, cloudwatch.describe_alarms_for_metric(request));
  return output;
}

Output delete_alarms(CloudWatch& cloudwatch, Input& input, const Call& call) {
  const std::vector<std::string> names = input.texts("AlarmNames");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  // One wrong name, and none is deleted.
  for (const std::string& name : names)
    if (cloudwatch.find_alarm(name) == nullptr)
      return Failure<world::Refusal>{
          refusals::alarm_not_found("Alarm " + name + " does not exist")};
  cloudwatch.delete_alarms(names, call.now);
  return done();
}

Output set_alarm_state(CloudWatch& cloudwatch, Input& input, const Call& call) {
  const auto state = read_state(input, "StateValue");
  const world::SetAlarmStateRequest request{
      .alarm_name = input.required_text("AlarmName"),
      .state_value = state.value_or(AlarmState::ok),
      .state_reason = input.required_text("StateReason"),
      .state_reason_data = input.text("StateReasonData").value_or("")};
  if (!state) input.refuse(refusals::missing("The parameter StateValue is required."));
  if (!request.state_reason_data.empty() && !Json::accept(request.state_reason_data))
    input.refuse(refusals::invalid_format("The parameter StateReasonData is not valid JSON."));
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  const auto set = cloudwatch.set_alarm_state(request, call.now);
  if (!set) return Failure<world::Refusal>{set.error()};
  return done();
}

Output enable_alarm_actions(CloudWatch& cloudwatch, Input& input, const Call& call) {
  return switch_actions(cloudwatch, input, call, true);
}

Output disable_alarm_actions(CloudWatch& cloudwatch, Input& input, const Call& call) {
  return switch_actions(cloudwatch, input, call, false);
}

Output describe_alarm_history(CloudWatch& cloudwatch, Input& input, const Call& call) {
  const world::DescribeAlarmHistoryRequest request = read_history_request(input);
  const bool wanted = wants_metric_alarms(input);
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  const auto response = wanted ? cloudwatch.describe_alarm_history(request, call.now)
                               : world::DescribeAlarmHistoryResponse{};
  Json output = Json::object();
  Json items = Json::array();
  for (const world::ShownAlarmHistoryItem& item : response.items) items.push_back(to_json(item));
  output["AlarmHistoryItems"] = std::move(items);
  add_next_token(output, response.next_token);
  return output;
}

}  // namespace sluice::local::cloudwatch
