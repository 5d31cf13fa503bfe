#include "world/cloudwatch/alarm_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "world/cloudwatch/metric_queries.hpp"
#include "world/cloudwatch/put_metric_data.hpp"
#include "world/cloudwatch/refusals.hpp"

namespace sluice::world {
namespace {

using cloudwatch_refusals::validation;
using Wrong = std::optional<Refusal>;

constexpr std::int64_t day = 86'400;

Wrong wrong_length(std::string_view text, std::size_t least, std::size_t most,
                   std::string_view member) {
  if (text.size() < least)
    return validation(
        fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: "
                    "Member must have length greater than or equal to {}",
                    text, member, least));
  if (text.size() > most)
    return validation(
        fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: "
                    "Member must have length less than or equal to {}",
                    text, member, most));
  return std::nullopt;
}

Wrong wrong_actions(const std::vector<std::string>& actions, std::string_view member) {
  constexpr std::size_t most = 5;
  constexpr std::size_t longest = 1024;
  if (actions.size() > most)
    return validation(
        fmt::format("1 validation error detected: Value at '{}' failed to satisfy constraint: "
                    "Member must have length less than or equal to {}",
                    member, most));
  for (const std::string& action : actions) {
    // "arn:partition:service:region:account:resource"
    const bool has_parts = std::ranges::count(action, ':') >= 5;
    if (!action.starts_with("arn:") || !has_parts || action.size() > longest)
      return validation(fmt::format("Invalid arn syntax: {}", action));
  }
  return std::nullopt;
}

Wrong wrong_counts(const AlarmConfiguration& alarm) {
  const std::array<std::pair<std::string_view, std::int64_t>, 2> counts{
      {{"evaluationPeriods", alarm.evaluation_periods},
       {"datapointsToAlarm", alarm.datapoints_to_alarm.value_or(1)}}};
  for (const auto& [member, value] : counts)
    if (value < 1)
      return validation(
          fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy "
                      "constraint: Member must have value greater than or equal to 1",
                      value, member));
  const std::int64_t to_alarm = alarm.datapoints_to_alarm.value_or(1);
  if (to_alarm > alarm.evaluation_periods)
    return validation(
        fmt::format("The parameter DatapointsToAlarm ({}) must be less than or equal to "
                    "EvaluationPeriods ({}).",
                    to_alarm, alarm.evaluation_periods));
  if (!std::isfinite(alarm.threshold))
    return validation("The value of parameter Threshold is invalid.");
  return std::nullopt;
}

Wrong wrong_window(std::int64_t period, std::int64_t evaluation_periods) {
  constexpr std::array<std::int64_t, 3> fast{10, 20, 30};
  const bool right = std::ranges::find(fast, period) != fast.end() ||
                     (period > 0 && period % 60 == 0 && period <= 7 * day);
  if (!right) return validation("Period must be 10, 20, 30 or a multiple of 60");
  const std::int64_t most = period < 3600 ? day : 7 * day;
  if (evaluation_periods > most / period)
    return validation(
        fmt::format("Metrics cannot be checked across more than {} (EvaluationPeriods * Period "
                    "must be <= {}).",
                    period < 3600 ? "a day" : "7 days", most));
  return std::nullopt;
}

std::int64_t seconds(Duration period) {
  return std::chrono::duration_cast<std::chrono::seconds>(period).count();
}

Wrong wrong_unit(const std::string& unit) {
  const auto units = metric_units();
  if (unit.empty() || std::ranges::find(units, unit) != units.end()) return std::nullopt;
  return validation(
      fmt::format("1 validation error detected: Value '{}' at 'unit' failed to satisfy "
                  "constraint: Member must satisfy enum value set",
                  unit));
}

Wrong wrong_metric(const MetricStat& stat, std::int64_t evaluation_periods) {
  constexpr std::size_t longest = 255;
  Wrong wrong = wrong_length(stat.metric.name, 1, longest, "metricName");
  if (!wrong) wrong = wrong_length(stat.metric.metric_namespace, 1, longest, "namespace");
  if (!wrong) wrong = wrong_with_dimensions(stat.metric.dimensions, "Dimensions");
  if (!wrong && !parse_statistic(stat.stat))
    wrong = cloudwatch_refusals::invalid_value(
        fmt::format("The value {} for parameter ExtendedStatistic is not supported.", stat.stat));
  if (!wrong) wrong = wrong_unit(stat.unit);
  if (!wrong) wrong = wrong_window(seconds(stat.period), evaluation_periods);
  return wrong;
}

Wrong wrong_queries(const AlarmConfiguration& alarm) {
  constexpr std::int64_t most_metrics = 10;
  const auto compiled = compile_queries(alarm.metrics);
  if (!compiled) return validation(compiled.error());
  const auto returns = [](const CompiledQuery& query) {
    return query.query.return_data.value_or(true);
  };
  if (std::ranges::count_if(*compiled, returns) != 1)
    return validation("Exactly one element of the metrics list should return data.");
  if (std::ranges::count_if(*compiled, &CompiledQuery::is_metric) > most_metrics)
    return validation("The metrics list must not contain more than 10 metrics.");
  const std::int64_t period = compiled->front().period;
  if (std::ranges::any_of(*compiled,
                          [&](const CompiledQuery& query) { return query.period != period; }))
    return validation("All metrics and expressions of an alarm must have the same Period.");
  return wrong_window(period, alarm.evaluation_periods);
}

}  // namespace

std::optional<Refusal> wrong_with(const AlarmConfiguration& alarm) {
  constexpr std::size_t longest_name = 255;
  constexpr std::size_t longest_description = 1024;
  Wrong wrong = wrong_length(alarm.name, 1, longest_name, "alarmName");
  if (!wrong) wrong = wrong_length(alarm.description, 0, longest_description, "alarmDescription");
  if (!wrong) wrong = wrong_actions(alarm.ok_actions, "oKActions");
  if (!wrong) wrong = wrong_actions(alarm.alarm_actions, "alarmActions");
  if (!wrong) wrong = wrong_actions(alarm.insufficient_data_actions, "insufficientDataActions");
  if (!wrong) wrong = wrong_counts(alarm);
  if (wrong) return wrong;
  if (alarm.metric_stat.has_value() == !alarm.metrics.empty())
    return cloudwatch_refusals::invalid_combination(
        "An alarm must have either a metric or a list of metrics.");
  return alarm.metric_stat ? wrong_metric(*alarm.metric_stat, alarm.evaluation_periods)
                           : wrong_queries(alarm);
}

}  // namespace sluice::world
