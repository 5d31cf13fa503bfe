#include "local/application_auto_scaling/policy_json.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "local/application_auto_scaling/parts.hpp"

namespace sluice::local::scaling {
namespace {

/// Target tracking of ECS services has no other: there is no Period to give.
constexpr Duration period = std::chrono::minutes{1};

constexpr std::array<std::pair<world::AdjustmentType, const char*>, 3> adjustment_types{
    {{world::AdjustmentType::change_in_capacity, "ChangeInCapacity"},
     {world::AdjustmentType::percent_change_in_capacity, "PercentChangeInCapacity"},
     {world::AdjustmentType::exact_capacity, "ExactCapacity"}}};

constexpr std::array<std::pair<world::MetricAggregation, const char*>, 3> aggregations{
    {{world::MetricAggregation::average, "Average"},
     {world::MetricAggregation::minimum, "Minimum"},
     {world::MetricAggregation::maximum, "Maximum"}}};

template <class Word, std::size_t size>
Word value_of(const std::array<std::pair<Word, const char*>, size>& words, std::string_view text) {
  for (const auto& [value, word] : words)
    if (text == word) return value;
  return words.front().first;
}

template <class Word, std::size_t size>
const char* word_of(const std::array<std::pair<Word, const char*>, size>& words, Word value) {
  for (const auto& [known, word] : words)
    if (known == value) return word;
  return words.front().second;
}

std::vector<world::Dimension> read_dimensions(Input& input) {
  std::vector<world::Dimension> dimensions;
  for (Input& one : input.structures("Dimensions"))
    dimensions.push_back({.name = one.required_text("Name"), .value = one.required_text("Value")});
  return dimensions;
}

Json write_dimensions(const std::vector<world::Dimension>& dimensions) {
  Json output = Json::array();
  for (const world::Dimension& dimension : dimensions) {
    Json one = Json::object();
    one["Name"] = dimension.name;
    one["Value"] = dimension.value;
    output.push_back(std::move(one));
  }
  return output;
}

std::optional<world::MetricStat> read_metric_stat(Input& query) {
  auto stat = query.structure("MetricStat");
  if (!stat) return std::nullopt;
  world::MetricStat read{.metric = {},
                         .period = period,
                         .stat = stat->required_text("Stat"),
                         .unit = stat->text("Unit").value_or("")};
  if (auto metric = stat->structure("Metric"))
    read.metric = {.metric_namespace = metric->text("Namespace").value_or(""),
                   .name = metric->text("MetricName").value_or(""),
                   .dimensions = read_dimensions(*metric)};
  return read;
}

world::MetricDataQuery read_query(Input& input) {
  world::MetricDataQuery query{.id = input.required_text("Id"),
                               .metric_stat = read_metric_stat(input),
                               .expression = input.text("Expression").value_or(""),
                               .label = input.text("Label").value_or(""),
                               .return_data = input.flag("ReturnData")};
  if (!query.metric_stat) query.period = period;
  return query;
}

Json write_query(const world::MetricDataQuery& query) {
  Json output = Json::object();
  output["Id"] = query.id;
  if (!query.expression.empty()) output["Expression"] = query.expression;
  if (!query.label.empty()) output["Label"] = query.label;
  set(output, "ReturnData", query.return_data);
  if (!query.metric_stat) return output;
  const world::Metric& metric = query.metric_stat->metric;
  Json& stat = output["MetricStat"];
  stat["Stat"] = query.metric_stat->stat;
  if (!query.metric_stat->unit.empty()) stat["Unit"] = query.metric_stat->unit;
  stat["Metric"]["MetricName"] = metric.name;
  stat["Metric"]["Namespace"] = metric.metric_namespace;
  stat["Metric"]["Dimensions"] = write_dimensions(metric.dimensions);
  return output;
}

std::optional<world::CustomizedMetric> read_customized(Input& config) {
  auto input = config.structure("CustomizedMetricSpecification");
  if (!input) return std::nullopt;
  world::CustomizedMetric metric;
  const auto name = input->text("MetricName");
  const auto metric_namespace = input->text("Namespace");
  const auto statistic =
      input->one_of("Statistic", {"Average", "Minimum", "Maximum", "SampleCount", "Sum"});
  std::vector<world::Dimension> dimensions = read_dimensions(*input);
  const auto unit = input->text("Unit");
  for (Input& query : input->structures("Metrics")) metric.metrics.push_back(read_query(query));
  if (name && metric_namespace && statistic) {
    metric.metric_stat = world::MetricStat{.metric = {.metric_namespace = *metric_namespace,
                                                      .name = *name,
                                                      .dimensions = std::move(dimensions)},
                                           .period = period,
                                           .stat = *statistic,
                                           .unit = unit.value_or("")};
  } else if (name || metric_namespace || statistic || unit || !dimensions.empty()) {
    input->refuse({.code = "ValidationException",
                   .message = "MetricName, Namespace and Statistic must be specified together in "
                              "CustomizedMetricSpecification"});
  }
  return metric;
}

Json write_customized(const world::CustomizedMetric& metric) {
  Json output = Json::object();
  if (metric.metric_stat) {
    const world::MetricStat& stat = *metric.metric_stat;
    output["MetricName"] = stat.metric.name;
    output["Namespace"] = stat.metric.metric_namespace;
    output["Statistic"] = stat.stat;
    if (!stat.metric.dimensions.empty())
      output["Dimensions"] = write_dimensions(stat.metric.dimensions);
    if (!stat.unit.empty()) output["Unit"] = stat.unit;
  }
  for (const world::MetricDataQuery& query : metric.metrics)
    output["Metrics"].push_back(write_query(query));
  return output;
}

std::optional<world::PredefinedMetric> read_predefined(Input& config) {
  auto input = config.structure("PredefinedMetricSpecification");
  if (!input) return std::nullopt;
  return world::PredefinedMetric{.type = input->required_text("PredefinedMetricType"),
                                 .resource_label = input->text("ResourceLabel").value_or("")};
}

}  // namespace

std::optional<world::TargetTrackingConfiguration> read_target_tracking(Input& input) {
  auto config = input.structure("TargetTrackingScalingPolicyConfiguration");
  if (!config) return std::nullopt;
  return world::TargetTrackingConfiguration{
      .target_value = config->required_number("TargetValue"),
      .predefined_metric = read_predefined(*config),
      .customized_metric = read_customized(*config),
      .scale_out_cooldown = config->integer("ScaleOutCooldown"),
      .scale_in_cooldown = config->integer("ScaleInCooldown"),
      .disable_scale_in = config->flag("DisableScaleIn")};
}

Json write_target_tracking(const world::TargetTrackingConfiguration& config) {
  Json output = Json::object();
  output["TargetValue"] = config.target_value;
  if (config.predefined_metric) {
    Json& metric = output["PredefinedMetricSpecification"];
    metric["PredefinedMetricType"] = config.predefined_metric->type;
    if (!config.predefined_metric->resource_label.empty())
      metric["ResourceLabel"] = config.predefined_metric->resource_label;
  }
  if (config.customized_metric)
    output["CustomizedMetricSpecification"] = write_customized(*config.customized_metric);
  set(output, "ScaleOutCooldown", config.scale_out_cooldown);
  set(output, "ScaleInCooldown", config.scale_in_cooldown);
  set(output, "DisableScaleIn", config.disable_scale_in);
  return output;
}

std::optional<world::StepScalingConfiguration> read_step_scaling(Input& input) {
  auto config = input.structure("StepScalingPolicyConfiguration");
  if (!config) return std::nullopt;
  const auto type = config->one_of(
      "AdjustmentType", {"ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"});
  if (!type)
    config->refuse({.code = "ValidationException",
                    .message = "AdjustmentType must be specified for a step scaling policy"});
  const auto aggregation =
      config->one_of("MetricAggregationType", {"Average", "Minimum", "Maximum"});
  world::StepScalingConfiguration read{
      .adjustment_type = value_of(adjustment_types, type.value_or("")),
      .min_adjustment_magnitude = config->integer("MinAdjustmentMagnitude"),
      .cooldown = config->integer("Cooldown")};
  if (aggregation) read.metric_aggregation = value_of(aggregations, *aggregation);
  for (Input& step : config->structures("StepAdjustments"))
    read.step_adjustments.push_back(
        {.lower_bound = step.number("MetricIntervalLowerBound"),
         .upper_bound = step.number("MetricIntervalUpperBound"),
         .scaling_adjustment = step.required_integer("ScalingAdjustment")});
  return read;
}

Json write_step_scaling(const world::StepScalingConfiguration& config) {
  Json output = Json::object();
  output["AdjustmentType"] = word_of(adjustment_types, config.adjustment_type);
  output["StepAdjustments"] = Json::array();
  for (const world::StepAdjustment& step : config.step_adjustments) {
    Json one = Json::object();
    set(one, "MetricIntervalLowerBound", step.lower_bound);
    set(one, "MetricIntervalUpperBound", step.upper_bound);
    one["ScalingAdjustment"] = step.scaling_adjustment;
    output["StepAdjustments"].push_back(std::move(one));
  }
  set(output, "MinAdjustmentMagnitude", config.min_adjustment_magnitude);
  set(output, "Cooldown", config.cooldown);
  if (config.metric_aggregation)
    output["MetricAggregationType"] = word_of(aggregations, *config.metric_aggregation);
  return output;
}

}  // namespace sluice::local::scaling
