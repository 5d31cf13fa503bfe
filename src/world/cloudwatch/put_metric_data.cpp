#include "world/cloudwatch/put_metric_data.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "world/cloudwatch/refusals.hpp"

namespace sluice::world {
namespace {

using cloudwatch_refusals::invalid_combination;
using cloudwatch_refusals::invalid_value;
using cloudwatch_refusals::missing;
using Wrong = std::optional<Refusal>;

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
constexpr std::size_t most_data = 1000;
constexpr std::size_t most_values = 150;
constexpr std::size_t most_dimensions = 30;
constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_dimension_value = 1024;
constexpr Duration oldest = std::chrono::hours{24 * 14};
constexpr Duration furthest = std::chrono::hours{2};

constexpr std::array<std::string_view, 27> units{"Seconds",
                                                 "Microseconds",
                                                 "Milliseconds",
                                                 "Bytes",
                                                 "Kilobytes",
                                                 "Megabytes",
                                                 "Gigabytes",
                                                 "Terabytes",
                                                 "Bits",
                                                 "Kilobits",
                                                 "Megabits",
                                                 "Gigabits",
                                                 "Terabits",
                                                 "Percent",
                                                 "Count",
                                                 "Bytes/Second",
                                                 "Kilobytes/Second",
                                                 "Megabytes/Second",
                                                 "Gigabytes/Second",
                                                 "Terabytes/Second",
                                                 "Bits/Second",
                                                 "Kilobits/Second",
                                                 "Megabits/Second",
                                                 "Gigabits/Second",
                                                 "Terabits/Second",
                                                 "Count/Second",
                                                 "None"};

/// As AWS's messages write a number: "1.0", "NaN", "Infinity".
std::string shown(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return fmt::format("{}", value);
}

bool storable(double value) {
  const double limit = std::ldexp(1.0, 360);
  return std::isfinite(value) && value >= -limit && value <= limit;
}

Wrong wrong_number(double value, const std::string& parameter) {
  if (storable(value)) return std::nullopt;
  return invalid_value(
      fmt::format("The value {} for parameter {} is invalid.", shown(value), parameter));
}

bool printable(std::string_view text) {
  const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
  return std::ranges::all_of(text, is_printable) &&
         text.find_first_not_of(' ') != std::string_view::npos;
}

Wrong wrong_text(std::string_view text, std::size_t longest, std::string_view parameter) {
  if (text.empty()) return missing(fmt::format("The parameter {} is required.", parameter));
  if (text.size() > longest)
    return invalid_value(fmt::format("The parameter {} must be shorter than {} characters.",
                                     parameter, longest + 1));
  if (!printable(text))
    return invalid_value(
        fmt::format("The parameter {} must contain only ASCII characters, at "
                    "least one of them not white space.",
                    parameter));
  return std::nullopt;
}

Wrong wrong_namespace(std::string_view text) {
  if (const Wrong wrong = wrong_text(text, longest_name, "Namespace")) return wrong;
  if (text.starts_with("AWS/") || text.starts_with(':'))
    return invalid_value(fmt::format("The value {} for parameter Namespace is invalid.", text));
  return std::nullopt;
}

Wrong both(std::string_view datum, std::string_view one, std::string_view other) {
  return invalid_combination(fmt::format(
      "The parameters {0}.{1} and {0}.{2} are mutually exclusive and you have specified both.",
      datum, one, other));
}

Wrong wrong_forms(const MetricDatum& datum, std::string_view name) {
  if (datum.value && datum.statistic_values) return both(name, "Value", "StatisticValues");
  if (datum.value && !datum.values.empty()) return both(name, "Value", "Values");
  if (datum.statistic_values && !datum.values.empty())
    return both(name, "StatisticValues", "Values");
  if (!datum.value && !datum.statistic_values && datum.values.empty())
    return missing(
        fmt::format("At least one of the parameters {0}.Value, {0}.Values and "
                    "{0}.StatisticValues must be specified.",
                    name));
  return std::nullopt;
}

Wrong wrong_values(const MetricDatum& datum, std::string_view name) {
  if (datum.values.size() > most_values)
    return invalid_value(fmt::format(
        "The collection {}.Values must not have a size greater than {}.", name, most_values));
  if (!datum.counts.empty() && datum.counts.size() != datum.values.size())
    return invalid_value(
        fmt::format("The parameters {0}.Values and {0}.Counts must be of the same size.", name));
  for (std::size_t i = 0; i < datum.values.size(); ++i)
    if (const Wrong wrong =
            wrong_number(datum.values[i], fmt::format("{}.Values.member.{}", name, i + 1)))
      return wrong;
  for (std::size_t i = 0; i < datum.counts.size(); ++i) {
    const double count = datum.counts[i];
    if (!storable(count) || count <= 0)
      return invalid_value(fmt::format("The value {} for parameter {}.Counts.member.{} is invalid.",
                                       shown(count), name, i + 1));
  }
  return std::nullopt;
}

Wrong wrong_set(const StatisticSet& set, std::string_view name) {
  const std::array<std::pair<std::string_view, double>, 4> parts{{{"SampleCount", set.sample_count},
                                                                  {"Sum", set.sum},
                                                                  {"Minimum", set.minimum},
                                                                  {"Maximum", set.maximum}}};
  for (const auto& [part, value] : parts)
    if (const Wrong wrong = wrong_number(value, fmt::format("{}.StatisticValues.{}", name, part)))
      return wrong;
  if (set.sample_count <= 0)
    return invalid_value(
        fmt::format("The value {} for parameter {}.StatisticValues.SampleCount is invalid.",
                    shown(set.sample_count), name));
  if (set.minimum > set.maximum)
    return invalid_combination(
        fmt::format("The parameter {0}.StatisticValues.Maximum must be greater than or equal to "
                    "{0}.StatisticValues.Minimum.",
                    name));
  return std::nullopt;
}

Wrong wrong_time(Instant at, Instant now, std::string_view name) {
  if (at < now - oldest)
    return invalid_value(fmt::format(
        "The parameter {}.Timestamp must specify a time no more than two weeks in the past.",
        name));
  if (at > now + furthest)
    return invalid_value(fmt::format(
        "The parameter {}.Timestamp must specify a time no more than two hours in the future.",
        name));
  return std::nullopt;
}

Wrong wrong_kind(const MetricDatum& datum, std::string_view name) {
  if (!datum.unit.empty() && std::ranges::find(units, datum.unit) == units.end())
    return invalid_value(fmt::format("The parameter {}.Unit must be a value in the set [ {} ].",
                                     name, fmt::join(units, ", ")));
  if (datum.storage_resolution != 1 && datum.storage_resolution != 60)
    return invalid_value(fmt::format("The value {} for parameter {}.StorageResolution is invalid.",
                                     datum.storage_resolution, name));
  return std::nullopt;
}

Wrong wrong_datum(const MetricDatum& datum, Instant now, const std::string& name) {
  Wrong wrong = wrong_text(datum.metric_name, longest_name, name + ".MetricName");
  if (!wrong) wrong = wrong_with_dimensions(datum.dimensions, name + ".Dimensions");
  if (!wrong) wrong = wrong_forms(datum, name);
  if (!wrong && datum.value) wrong = wrong_number(*datum.value, name + ".Value");
  if (!wrong) wrong = wrong_values(datum, name);
  if (!wrong && datum.statistic_values) wrong = wrong_set(*datum.statistic_values, name);
  if (!wrong && datum.timestamp) wrong = wrong_time(*datum.timestamp, now, name);
  if (!wrong) wrong = wrong_kind(datum, name);
  return wrong;
}

}  // namespace

std::span<const std::string_view> metric_units() {
  return units;
}

std::optional<Refusal> wrong_with_dimensions(std::span<const Dimension> dimensions,
                                             std::string_view parameter) {
  if (dimensions.size() > most_dimensions)
    return invalid_value(fmt::format("The collection {} must not have a size greater than {}.",
                                     parameter, most_dimensions));
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    const std::string name = fmt::format("{}.member.{}", parameter, i + 1);
    if (Wrong wrong = wrong_text(dimensions[i].name, longest_name, name + ".Name")) return wrong;
    if (Wrong wrong = wrong_text(dimensions[i].value, longest_dimension_value, name + ".Value"))
      return wrong;
    if (dimensions[i].name.starts_with(':'))
      return invalid_value(
          fmt::format("The value {} for parameter {}.Name is invalid.", dimensions[i].name, name));
  }
  return std::nullopt;
}

std::optional<Refusal> wrong_with(const PutMetricDataRequest& request, Instant now) {
  if (Wrong wrong = wrong_namespace(request.metric_namespace)) return wrong;
  if (request.metric_data.empty()) return missing("The parameter MetricData is required.");
  if (request.metric_data.size() > most_data)
    return invalid_value(
        fmt::format("The collection MetricData must not have a size greater than {}.", most_data));
  for (std::size_t i = 0; i < request.metric_data.size(); ++i)
    if (Wrong wrong =
            wrong_datum(request.metric_data[i], now, fmt::format("MetricData.member.{}", i + 1)))
      return wrong;
  return std::nullopt;
}

DatumSamples samples_of(const MetricDatum& datum) {
  if (datum.statistic_values) return {.statistics = *datum.statistic_values, .values = {}};
  DatumSamples samples{.statistics = {}, .values = {}};
  const auto add = [&](double value, double count) {
    samples.statistics +=
        {.sample_count = count, .sum = value * count, .minimum = value, .maximum = value};
    samples.values.push_back({value, count});
  };
  if (datum.value) add(*datum.value, 1);
  for (std::size_t i = 0; i < datum.values.size(); ++i)
    add(datum.values[i], datum.counts.empty() ? 1 : datum.counts[i]);
  return samples;
}

}  // namespace sluice::world
