#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "world/cloudwatch/alarm_validation.hpp"
#include "world/cloudwatch/cloudwatch.hpp"
#include "world/cloudwatch/refusals.hpp"

namespace sluice::world {
namespace {

Refusal unknown_resource(std::string_view arn) {
  return cloudwatch_refusals::resource_not_found(
      fmt::format("The resource {} does not exist", arn));
}

bool has_action(const AlarmConfiguration& alarm, std::string_view prefix) {
  const auto begins = [&](const std::string& action) { return action.starts_with(prefix); };
  return std::ranges::any_of(alarm.ok_actions, begins) ||
         std::ranges::any_of(alarm.alarm_actions, begins) ||
         std::ranges::any_of(alarm.insufficient_data_actions, begins);
}

bool matches(const AlarmRecord& record, const DescribeAlarmsRequest& request) {
  const AlarmConfiguration& alarm = record.configuration;
  const bool named =
      request.alarm_names.empty() ||
      std::ranges::find(request.alarm_names, alarm.name) != request.alarm_names.end();
  return named && alarm.name.starts_with(request.alarm_name_prefix) &&
         record.state == request.state_value.value_or(record.state) &&
         (request.action_prefix.empty() || has_action(alarm, request.action_prefix));
}

bool matches(const MetricStat& stat, const DescribeAlarmsForMetricRequest& request) {
  return stat.metric == request.metric && (request.stat.empty() || stat.stat == request.stat) &&
         stat.period == request.period.value_or(stat.period) &&
         (request.unit.empty() || stat.unit == request.unit);
}

bool watches(const AlarmConfiguration& alarm, const DescribeAlarmsForMetricRequest& request) {
  if (alarm.metric_stat) return matches(*alarm.metric_stat, request);
  return std::ranges::any_of(alarm.metrics, [&](const MetricDataQuery& query) {
    return query.metric_stat && matches(*query.metric_stat, request);
  });
}

void sort_dimensions(AlarmConfiguration& alarm) {
  if (alarm.metric_stat) std::ranges::sort(alarm.metric_stat->metric.dimensions);
  for (MetricDataQuery& query : alarm.metrics)
    if (query.metric_stat) std::ranges::sort(query.metric_stat->metric.dimensions);
}

}  // namespace

Answer<void> CloudWatch::put_alarm(const AlarmConfiguration& alarm, Instant now) {
  if (auto wrong = wrong_with(alarm)) return Failure<Refusal>{std::move(*wrong)};
  const auto [entry, is_new] = state_.alarms.try_emplace(alarm.name, AlarmRecord{alarm});
  AlarmRecord& record = entry->second;
  if (is_new) {
    record.state_updated = now;
    record.state_transitioned = now;
  } else {
    // Tags given to an alarm that exists are passed over.
    auto tags = std::move(record.configuration.tags);
    record.configuration = alarm;
    record.configuration.tags = std::move(tags);
  }
  sort_dimensions(record.configuration);
  record.configuration_updated = now;
  stop_watching(alarm.name);
  watch(record, now);
  using Change = AlarmHistoryWriter::Change;
  history_.configuration_changed(record, alarm_arn(alarm.name),
                                 is_new ? Change::created : Change::updated, now);
  ++revision_;
  return {};
}

void CloudWatch::delete_alarms(const std::vector<std::string>& names, Instant now) {
  for (const std::string& name : names) {
    const auto found = state_.alarms.find(name);
    if (found == state_.alarms.end()) continue;
    stop_watching(name);
    history_.configuration_changed(found->second, alarm_arn(name),
                                   AlarmHistoryWriter::Change::deleted, now);
    state_.alarms.erase(found);
    ++revision_;
  }
}

std::optional<AlarmState> CloudWatch::alarm_state(std::string_view name) const {
  const AlarmRecord* alarm = find_alarm(name);
  return alarm == nullptr ? std::nullopt : std::optional{alarm->state};
}

std::string CloudWatch::alarm_arn(std::string_view name) const {
  return arn(where_, "cloudwatch", fmt::format("alarm:{}", name));
}

const AlarmRecord* CloudWatch::find_alarm(std::string_view name) const {
  const auto found = state_.alarms.find(name);
  return found == state_.alarms.end() ? nullptr : &found->second;
}

DescribeAlarmsResponse CloudWatch::describe_alarms(const DescribeAlarmsRequest& request) const {
  // A page begins after the name that ended the last one.
  auto at = request.next_token.empty() ? state_.alarms.begin()
                                       : state_.alarms.upper_bound(request.next_token);
  DescribeAlarmsResponse response;
  for (; at != state_.alarms.end(); ++at) {
    if (!matches(at->second, request)) continue;
    if (response.alarms.size() == request.max_records) {
      response.next_token = response.alarms.back()->configuration.name;
      break;
    }
    response.alarms.push_back(&at->second);
  }
  return response;
}

std::vector<const AlarmRecord*> CloudWatch::describe_alarms_for_metric(
    const DescribeAlarmsForMetricRequest& request) const {
  DescribeAlarmsForMetricRequest sorted = request;
  std::ranges::sort(sorted.metric.dimensions);
  std::vector<const AlarmRecord*> alarms;
  for (const auto& [name, record] : state_.alarms)
    if (watches(record.configuration, sorted)) alarms.push_back(&record);
  return alarms;
}

Answer<void> CloudWatch::set_alarm_state(const SetAlarmStateRequest& request, Instant now) {
  const auto found = state_.alarms.find(request.alarm_name);
  if (found == state_.alarms.end())
    return Failure<Refusal>{cloudwatch_refusals::alarm_not_found(
        fmt::format("Alarm {} does not exist", request.alarm_name))};
  AlarmRecord& record = found->second;
  AlarmStateText text{.state = request.state_value,
                      .reason = request.state_reason,
                      .reason_data = request.state_reason_data};
  if (record.state == request.state_value) {
    record.state_reason = std::move(text.reason);
    record.state_reason_data = std::move(text.reason_data);
    record.state_updated = now;
    ++revision_;
    return {};
  }
  change_state(record, std::move(text), now);
  act(record, {recent_datapoints_in(request.state_reason_data), std::nullopt, true}, now);
  return {};
}

void CloudWatch::enable_alarm_actions(const std::vector<std::string>& names, bool enabled,
                                      Instant now) {
  for (const std::string& name : names) {
    const auto found = state_.alarms.find(name);
    if (found == state_.alarms.end() || found->second.configuration.actions_enabled == enabled)
      continue;
    found->second.configuration.actions_enabled = enabled;
    found->second.configuration_updated = now;
    history_.configuration_changed(found->second, alarm_arn(name),
                                   AlarmHistoryWriter::Change::updated, now);
    ++revision_;
  }
}

DescribeAlarmHistoryResponse CloudWatch::describe_alarm_history(
    const DescribeAlarmHistoryRequest& request, Instant now) const {
  return describe_history(state_.history, request, now);
}

AlarmRecord* CloudWatch::find_by_arn(std::string_view arn) {
  const std::string prefix = alarm_arn("");
  if (!arn.starts_with(prefix)) return nullptr;
  const auto found = state_.alarms.find(arn.substr(prefix.size()));
  return found == state_.alarms.end() ? nullptr : &found->second;
}

Answer<void> CloudWatch::tag_resource(std::string_view arn, const Tags& tags) {
  AlarmRecord* alarm = find_by_arn(arn);
  if (alarm == nullptr) return Failure<Refusal>{unknown_resource(arn)};
  for (const auto& [key, value] : tags) alarm->configuration.tags.insert_or_assign(key, value);
  ++revision_;
  return {};
}

Answer<void> CloudWatch::untag_resource(std::string_view arn,
                                        const std::vector<std::string>& keys) {
  AlarmRecord* alarm = find_by_arn(arn);
  if (alarm == nullptr) return Failure<Refusal>{unknown_resource(arn)};
  for (const std::string& key : keys) alarm->configuration.tags.erase(key);
  ++revision_;
  return {};
}

Answer<CloudWatch::Tags> CloudWatch::list_tags_for_resource(std::string_view arn) const {
  const std::string prefix = alarm_arn("");
  const AlarmRecord* alarm =
      arn.starts_with(prefix) ? find_alarm(arn.substr(prefix.size())) : nullptr;
  if (alarm == nullptr) return Failure<Refusal>{unknown_resource(arn)};
  return alarm->configuration.tags;
}

}  // namespace sluice::world
