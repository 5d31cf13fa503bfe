#include "world/cloudwatch/alarm_history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "world/cloudwatch/alarm_text.hpp"

namespace sluice::world {
namespace {

using std::chrono::minutes;

constexpr Duration kept_for = std::chrono::hours{24 * 14};

Instant last_of(const AlarmHistoryItem& item) {
  return item.timestamp + minutes{1} * item.repeats;
}

std::string list_json(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ",") + alarm_json(text);
  return fmt::format("[{}]", list);
}

std::string dimensions_json(const std::vector<Dimension>& dimensions) {
  std::string list;
  for (const Dimension& dimension : dimensions)
    list += fmt::format(R"({}{{"name":{},"value":{}}})", list.empty() ? "" : ",",
                        alarm_json(dimension.name), alarm_json(dimension.value));
  return fmt::format("[{}]", list);
}

std::int64_t seconds(Duration period) {
  return std::chrono::duration_cast<std::chrono::seconds>(period).count();
}

/// The members that name the metric, each with a comma after it.
std::string metric_json(const MetricStat& stat) {
  return fmt::format(
      R"("namespace":{},"metricName":{},"dimensions":{},"statistic":{},"period":{},)",
      alarm_json(stat.metric.metric_namespace), alarm_json(stat.metric.name),
      dimensions_json(stat.metric.dimensions), alarm_json(stat.stat), seconds(stat.period));
}

std::string queries_json(const std::vector<MetricDataQuery>& queries) {
  std::string list;
  for (const MetricDataQuery& query : queries)
    list += fmt::format(R"({}{{"id":{},"expression":{},"returnData":{}}})", list.empty() ? "" : ",",
                        alarm_json(query.id), alarm_json(query.expression),
                        query.return_data.value_or(true));
  return fmt::format(R"("metrics":[{}],)", list);
}

std::string configuration_json(const AlarmRecord& record, std::string_view arn) {
  const AlarmConfiguration& alarm = record.configuration;
  std::string text =
      fmt::format(R"({{"alarmName":{},"alarmArn":{},"alarmDescription":{},)",
                  alarm_json(alarm.name), alarm_json(arn), alarm_json(alarm.description));
  text += alarm.metric_stat ? metric_json(*alarm.metric_stat) : queries_json(alarm.metrics);
  text += fmt::format(
      R"("actionsEnabled":{},"okactions":{},"alarmActions":{},"insufficientDataActions":{},)",
      alarm.actions_enabled, list_json(alarm.ok_actions), list_json(alarm.alarm_actions),
      list_json(alarm.insufficient_data_actions));
  if (alarm.datapoints_to_alarm)
    text += fmt::format(R"("datapointsToAlarm":{},)", *alarm.datapoints_to_alarm);
  return text +
         fmt::format(R"("evaluationPeriods":{},"threshold":{},"comparisonOperator":"{}",)",
                     alarm.evaluation_periods, alarm_number(alarm.threshold),
                     name_of(alarm.comparison)) +
         fmt::format(R"("treatMissingData":"{}","stateValue":"{}"}})",
                     name_of(alarm.treat_missing_data.value_or(TreatMissingData::missing)),
                     name_of(record.state));
}

std::string state_json(const AlarmStateText& text) {
  const std::string data =
      text.reason_data.empty() ? "" : fmt::format(R"(,"stateReasonData":{})", text.reason_data);
  return fmt::format(R"({{"stateValue":"{}","stateReason":{}{}}})", name_of(text.state),
                     alarm_json(text.reason), data);
}

/// How one kind of change is called in the three places that name it.
struct ChangeWords {
  std::string_view type;
  std::string_view member;
  std::string_view done;
};
ChangeWords words_of(AlarmHistoryWriter::Change change) {
  if (change == AlarmHistoryWriter::Change::created) return {"Create", "createdAlarm", "created"};
  if (change == AlarmHistoryWriter::Change::updated) return {"Update", "updatedAlarm", "updated"};
  return {"Delete", "deletedAlarm", "deleted"};
}

bool is_shown(const DescribeAlarmHistoryRequest& request, Instant at, Instant now) {
  return at >= now - kept_for && at >= request.start_date.value_or(at) &&
         at <= request.end_date.value_or(at);
}

void show(std::vector<ShownAlarmHistoryItem>& shown, const std::string& name,
          const AlarmHistoryItem& item, const DescribeAlarmHistoryRequest& request, Instant now) {
  if (request.type && *request.type != item.type) return;
  for (std::int64_t i = 0; i <= item.repeats; ++i) {
    const Instant at = item.timestamp + minutes{1} * i;
    if (is_shown(request, at, now)) shown.push_back({name, at, &item});
  }
}

}  // namespace

void AlarmHistoryWriter::add(std::string_view name, AlarmHistoryItem item) {
  const auto found = histories_.find(name);
  auto& history = found != histories_.end() ? found->second : histories_[std::string{name}];
  while (!history.empty() && last_of(history.front()) < item.timestamp - kept_for)
    history.pop_front();
  history.push_back(std::move(item));
}

void AlarmHistoryWriter::configuration_changed(const AlarmRecord& alarm, std::string_view arn,
                                               Change change, Instant now) {
  if (!keeps_) return;
  const ChangeWords words = words_of(change);
  const std::string& name = alarm.configuration.name;
  add(name, {.timestamp = now,
             .type = AlarmHistoryType::configuration_update,
             .summary = fmt::format("Alarm \"{}\" {}", name, words.done),
             .data = fmt::format(R"({{"version":"1.0","type":"{}","{}":{}}})", words.type,
                                 words.member, configuration_json(alarm, arn))});
}

void AlarmHistoryWriter::state_changed(std::string_view name, const AlarmStateText& before,
                                       const AlarmStateText& after, Instant now) {
  if (!keeps_) return;
  add(name, {.timestamp = now,
             .type = AlarmHistoryType::state_update,
             .summary = fmt::format("Alarm updated from {} to {}", name_of(before.state),
                                    name_of(after.state)),
             .data = fmt::format(R"({{"version":"1.0","oldState":{},"newState":{}}})",
                                 state_json(before), state_json(after))});
}

void AlarmHistoryWriter::acted(const AlarmRecord& alarm, std::string_view action,
                               std::string_view error, Instant now) {
  if (!keeps_) return;
  constexpr std::ptrdiff_t most_actions = 5;
  const auto found = histories_.find(alarm.configuration.name);
  if (found != histories_.end() && error.empty()) {
    auto& history = found->second;
    const auto looked_at = std::min(most_actions, std::ssize(history));
    for (auto item = history.rbegin(); item != history.rbegin() + looked_at; ++item) {
      if (item->type != AlarmHistoryType::action) break;
      if (item->action != action || last_of(*item) + minutes{1} != now) continue;
      ++item->repeats;
      return;
    }
  }
  const auto changed =
      std::chrono::duration_cast<std::chrono::milliseconds>(alarm.state_updated.time_since_epoch());
  const std::string why = error.empty() ? "null" : alarm_json(error);
  add(alarm.configuration.name,
      {.timestamp = now,
       .type = AlarmHistoryType::action,
       .summary = error.empty() ? fmt::format("Successfully executed action {}", action)
                                : fmt::format("Failed to execute action {}. Received error: \"{}\"",
                                              action, error),
       .data = fmt::format(
           R"({{"actionState":"{}","stateUpdateTimestamp":{},"notificationResource":{},"error":{}}})",
           error.empty() ? "Succeeded" : "Failed", changed.count(), alarm_json(action), why),
       .action = std::string{action}});
}

DescribeAlarmHistoryResponse describe_history(const AlarmHistories& histories,
                                              const DescribeAlarmHistoryRequest& request,
                                              Instant now) {
  std::vector<ShownAlarmHistoryItem> shown;
  for (const auto& [name, history] : histories)
    if (request.alarm_name.empty() || request.alarm_name == name)
      for (const AlarmHistoryItem& item : history) show(shown, name, item, request, now);
  std::ranges::stable_sort(shown, {}, &ShownAlarmHistoryItem::timestamp);
  if (!request.oldest_first) std::ranges::reverse(shown);

  std::size_t begin = 0;
  const std::string& token = request.next_token;
  std::from_chars(token.data(), token.data() + token.size(), begin);
  begin = std::min(begin, shown.size());
  const std::size_t end = std::min(shown.size(), begin + request.max_records);
  DescribeAlarmHistoryResponse response;
  if (end < shown.size()) response.next_token = std::to_string(end);
  response.items.assign(shown.begin() + static_cast<std::ptrdiff_t>(begin),
                        shown.begin() + static_cast<std::ptrdiff_t>(end));
  return response;
}

}  // namespace sluice::world
