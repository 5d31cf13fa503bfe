#include "world/cloudwatch/alarm_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <vector>

#include "base/calendar.hpp"

namespace sluice::world {
namespace {

// AWS's limits: a StateReason of 1,023 characters and StateReasonData of 4,000.
// Long windows are shown by their newest datapoints.
constexpr std::size_t most_in_reason = 20;
constexpr std::size_t most_recent = 60;
constexpr std::size_t most_evaluated = 25;

/// "02/10/19 16:59:00": day, month, year.
std::string short_time(std::int64_t second) {
  const std::string iso = iso8601(at_epoch_seconds(second));  // 2019-10-02T16:59:00Z
  const std::string_view text{iso};
  return fmt::format("{}/{}/{} {}", text.substr(8, 2), text.substr(5, 2), text.substr(2, 2),
                     text.substr(11, 8));
}

std::string_view words_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::greater_than_or_equal_to_threshold:
      return "greater than or equal to";
    case Comparison::greater_than_threshold:
      return "greater than";
    case Comparison::less_than_threshold:
      return "less than";
    case Comparison::less_than_or_equal_to_threshold:
      break;
  }
  return "less than or equal to";
}

std::string_view plural(std::size_t count) {
  return count == 1 ? "" : "s";
}
std::string_view were(std::size_t count) {
  return count == 1 ? "was" : "were";
}

/// The datapoints that speak for the state, newest first: those that breach for
/// ALARM, those that do not for OK.
struct Decisive {
  std::size_t count = 0;
  std::string list = {};
};
Decisive decisive(AlarmState state, const AlarmSight& sight) {
  Decisive found;
  for (std::size_t i = sight.values.size(); i-- > sight.verdict.first;) {
    const double value = sight.values[i];
    if (std::isnan(value) || sight.rule.breaches(value) != (state == AlarmState::alarm)) continue;
    if (++found.count > most_in_reason) continue;
    if (!found.list.empty()) found.list += ", ";
    found.list +=
        fmt::format("{} ({})", alarm_number(value), short_time(sight.periods.start_of(i)));
  }
  return found;
}

std::string treated_as(const AlarmSight& sight) {
  const std::size_t filled = sight.verdict.filled;
  const bool breaching = sight.rule.treat_missing_data == TreatMissingData::breaching;
  return fmt::format("{} missing datapoint{} {} treated as [{}]", filled, plural(filled),
                     were(filled), breaching ? "Breaching" : "NonBreaching");
}

std::string minimum(AlarmState state, const AlarmRule& rule) {
  const bool alarm = state == AlarmState::alarm;
  const std::size_t least =
      alarm ? rule.datapoints_to_alarm : rule.evaluation_periods - rule.datapoints_to_alarm + 1;
  return fmt::format(" (minimum {} datapoint{} for {} transition)", least, plural(least),
                     alarm ? "OK -> ALARM" : "ALARM -> OK");
}

std::string evaluated_datapoints(const AlarmSight& sight) {
  // Those that were used; where some are missing, at least the newest N periods.
  const std::size_t newest =
      sight.values.size() - std::min(sight.values.size(), sight.rule.evaluation_periods);
  const std::size_t shown = sight.values.size() - std::min(sight.values.size(), most_evaluated);
  const std::size_t oldest = std::max(std::min(sight.verdict.first, newest), shown);
  std::string list;
  for (std::size_t i = sight.values.size(); i-- > oldest;) {
    if (!list.empty()) list += ',';
    list += fmt::format(R"({{"timestamp":"{}")",
                        alarm_time(at_epoch_seconds(sight.periods.start_of(i))));
    const bool real = !std::isnan(sight.values[i]);
    if (real && i < sight.sets.size())
      list += fmt::format(R"(,"sampleCount":{})", alarm_number(sight.sets[i].sample_count));
    if (real) list += fmt::format(R"(,"value":{})", alarm_number(sight.values[i]));
    list += '}';
  }
  return list;
}

}  // namespace

std::string_view name_of(AlarmState state) {
  if (state == AlarmState::ok) return "OK";
  return state == AlarmState::alarm ? "ALARM" : "INSUFFICIENT_DATA";
}

std::string_view name_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::greater_than_or_equal_to_threshold:
      return "GreaterThanOrEqualToThreshold";
    case Comparison::greater_than_threshold:
      return "GreaterThanThreshold";
    case Comparison::less_than_threshold:
      return "LessThanThreshold";
    case Comparison::less_than_or_equal_to_threshold:
      break;
  }
  return "LessThanOrEqualToThreshold";
}

std::string_view name_of(TreatMissingData treatment) {
  switch (treatment) {
    case TreatMissingData::ignore:
      return "ignore";
    case TreatMissingData::breaching:
      return "breaching";
    case TreatMissingData::not_breaching:
      return "notBreaching";
    case TreatMissingData::missing:
      break;
  }
  return "missing";
}

std::string alarm_number(double value) {
  const double size = std::abs(value);
  if (size != 0 && (size >= 1e7 || size < 1e-3)) {
    // "1e+07" and "1.25e-05" of C++ are "1.0E7" and "1.25E-5" of Java.
    const auto exponent = static_cast<int>(std::floor(std::log10(size)));
    const double mantissa = value / std::pow(10.0, exponent);
    return fmt::format("{}E{}", alarm_number(mantissa), exponent);
  }
  std::string text = fmt::format("{}", value);
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

std::string alarm_time(Instant at) {
  std::string text = iso8601_milliseconds(at);
  text.pop_back();
  return text + "+0000";
}

std::string alarm_json(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) < 0x20U)
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      quoted += c;
  }
  return quoted + '"';
}

std::string state_reason(AlarmState state, const AlarmSight& sight) {
  const AlarmVerdict& verdict = sight.verdict;
  const std::size_t n = sight.rule.evaluation_periods;
  if (state == AlarmState::insufficient_data)
    return fmt::format("Insufficient Data: {} datapoint{} {} unknown.", n, plural(n), were(n));
  const Decisive points = decisive(state, sight);
  if (verdict.real == 0)
    return fmt::format("Threshold Crossed: no datapoints were received for {} period{} and {}.", n,
                       plural(n), treated_as(sight));
  if (points.count == 0) return fmt::format("Threshold Crossed: {}.", treated_as(sight));

  const std::string count = sight.counts_datapoints
                                ? fmt::format("{} out of the last {} datapoints", points.count, n)
                                : fmt::format("{} datapoint{}", points.count, plural(points.count));
  return fmt::format("Threshold Crossed: {} [{}] {}{} {} the threshold ({}){}{}.", count,
                     points.list, were(points.count), state == AlarmState::alarm ? "" : " not",
                     words_of(sight.rule.comparison), alarm_number(sight.rule.threshold),
                     verdict.filled > 0 ? " and " + treated_as(sight) : "",
                     sight.counts_datapoints ? minimum(state, sight.rule) : "");
}

std::string state_reason_data(const AlarmConfiguration& alarm, const AlarmSight& sight,
                              Instant now) {
  std::string text = fmt::format(R"({{"version":"1.0","queryDate":"{}")", alarm_time(now));
  if (sight.verdict.real > 0)
    text += fmt::format(R"(,"startDate":"{}")",
                        alarm_time(at_epoch_seconds(sight.periods.start_of(sight.verdict.first))));
  if (alarm.metric_stat) {
    if (!alarm.metric_stat->unit.empty())
      text += fmt::format(R"(,"unit":{})", alarm_json(alarm.metric_stat->unit));
    text += fmt::format(R"(,"statistic":{})", alarm_json(alarm.metric_stat->stat));
  }
  std::string recent;
  const std::size_t shown = sight.values.size() - std::min(sight.values.size(), most_recent);
  for (std::size_t i = std::max(sight.verdict.first, shown); i < sight.values.size(); ++i)
    if (!std::isnan(sight.values[i]))
      recent += fmt::format("{}{}", recent.empty() ? "" : ",", alarm_number(sight.values[i]));
  return text +
         fmt::format(R"(,"period":{},"recentDatapoints":[{}],"threshold":{},)",
                     sight.periods.length, recent, alarm_number(sight.rule.threshold)) +
         fmt::format(R"("evaluatedDatapoints":[{}]}})", evaluated_datapoints(sight));
}

std::vector<double> recent_datapoints_in(std::string_view state_reason_data) {
  std::vector<double> values;
  const std::size_t name = state_reason_data.find("\"recentDatapoints\"");
  if (name == std::string_view::npos) return values;
  const std::size_t open = state_reason_data.find('[', name);
  const std::size_t close = state_reason_data.find(']', name);
  if (open == std::string_view::npos || close == std::string_view::npos) return values;
  std::string_view list = state_reason_data.substr(open, close - open);
  while (!list.empty()) {
    list.remove_prefix(std::min(list.find_first_of("-0123456789"), list.size()));
    double value = 0;
    const auto [end, error] = std::from_chars(list.data(), list.data() + list.size(), value);
    if (error != std::errc{}) break;
    values.push_back(value);
    list.remove_prefix(static_cast<std::size_t>(end - list.data()));
  }
  return values;
}

}  // namespace sluice::world
