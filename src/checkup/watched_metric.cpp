#include "checkup/watched_metric.hpp"

#include <fmt/format.h>

namespace sluice::checkup {
namespace {

void compare(std::vector<std::string>& out, std::string_view what, const std::string& is,
             const std::string& right) {
  if (is != right)
    out.push_back(fmt::format("its {} is {}, where {} would be right", what, is, right));
}

}  // namespace

WatchedMetric published_metric(const publish::MetricName& metric, const core::ServiceKey& key) {
  return {.metric_namespace = metric.metric_namespace,
          .name = metric.name,
          .dimensions = {{"ClusterName", key.cluster}, {"ServiceName", key.service}},
          .unit = "Count",
          .statistic = "Average"};
}

std::string to_text(const Dimensions& dimensions) {
  std::string text;
  for (const auto& [name, value] : dimensions)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value);
  return "{" + text + "}";
}

std::string to_text(const WatchedMetric& metric) {
  if (metric.metric_math) return "an expression of metric math";
  if (metric.metric_namespace.empty()) return metric.name;
  return fmt::format("{} {} {}", metric.metric_namespace, metric.name, to_text(metric.dimensions));
}

std::vector<std::string> differences(const WatchedMetric& watched, const WatchedMetric& published) {
  if (watched.metric_math) {
    return {fmt::format("it is an expression of metric math, where {} would be right",
                        to_text(published))};
  }
  std::vector<std::string> out;
  compare(out, "namespace", watched.metric_namespace, published.metric_namespace);
  compare(out, "metric", watched.name, published.name);
  // Each set of dimensions is a metric of its own; a part of them sees nothing.
  compare(out, "set of dimensions", to_text(watched.dimensions), to_text(published.dimensions));
  // Without a unit CloudWatch takes the datapoints of any.
  if (!watched.unit.empty()) compare(out, "unit", watched.unit, published.unit);
  // One datapoint a minute is its own average, sum, least and greatest.
  if (watched.statistic == "SampleCount") compare(out, "statistic", watched.statistic, "Average");
  return out;
}

}  // namespace sluice::checkup
