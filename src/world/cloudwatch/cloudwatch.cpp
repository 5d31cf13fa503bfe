#include "world/cloudwatch/cloudwatch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "world/cloudwatch/refusals.hpp"

namespace sluice::world {
namespace {

Metric metric_of(const PutMetricDataRequest& request, const MetricDatum& datum) {
  Metric metric{.metric_namespace = request.metric_namespace,
                .name = datum.metric_name,
                .dimensions = datum.dimensions};
  std::ranges::sort(metric.dimensions);
  return metric;
}

bool is_dashboard_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  constexpr std::size_t longest = 255;
  return !name.empty() && name.size() <= longest && std::ranges::all_of(name, fits);
}

}  // namespace

CloudWatch::CloudWatch(Location where, Identities&, CloudWatchParameters parameters)
    : where_{std::move(where)}, parameters_{parameters} {}

Answer<void> CloudWatch::put_metric_data(const PutMetricDataRequest& request, Instant now) {
  if (auto wrong = wrong_with(request, now)) return Failure<Refusal>{std::move(*wrong)};
  for (const MetricDatum& datum : request.metric_data) {
    const DatumSamples samples = samples_of(datum);
    const std::string_view unit = datum.unit.empty() ? std::string_view{"None"} : datum.unit;
    store_.add(metric_of(request, datum), unit, datum.storage_resolution,
               datum.timestamp.value_or(now),
               {.statistics = samples.statistics, .values = samples.values}, now);
  }
  return {};
}

void CloudWatch::record(const Metric& metric, std::string_view unit, double value, Instant now) {
  record(metric, unit,
         StatisticSet{.sample_count = 1, .sum = value, .minimum = value, .maximum = value}, now);
}

void CloudWatch::record(const Metric& metric, std::string_view unit, const StatisticSet& set,
                        Instant now) {
  constexpr std::int64_t minute = 60;
  store_.add(metric, unit, minute, now, {.statistics = set}, now);
}

Answer<GetMetricStatisticsResponse> CloudWatch::get_metric_statistics(
    const GetMetricStatisticsRequest& request, Instant now) const {
  return metric_statistics(store_, request, now);
}

Answer<GetMetricDataResponse> CloudWatch::get_metric_data(const GetMetricDataRequest& request,
                                                          Instant now) const {
  return metric_data(store_, request, now);
}

ListMetricsResponse CloudWatch::list_metrics(const ListMetricsRequest& request, Instant now) const {
  return store_.list(request, now);
}

Answer<void> CloudWatch::put_dashboard(const std::string& name, const std::string& body,
                                       Instant now) {
  if (!is_dashboard_name(name))
    return Failure<Refusal>{cloudwatch_refusals::invalid_dashboard(
        fmt::format("The value {} for field DashboardName contains invalid characters. It can "
                    "only contain alphanumerics, dash (-) and underscore (_).",
                    name))};
  state_.dashboards.insert_or_assign(name, DashboardRecord{.body = body, .last_modified = now});
  ++revision_;
  return {};
}

Answer<DashboardRecord> CloudWatch::get_dashboard(std::string_view name) const {
  const auto found = state_.dashboards.find(name);
  if (found == state_.dashboards.end())
    return Failure<Refusal>{
        cloudwatch_refusals::dashboard_not_found(fmt::format("Dashboard {} does not exist", name))};
  return found->second;
}

Answer<void> CloudWatch::delete_dashboards(const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (!state_.dashboards.contains(name))
      return Failure<Refusal>{cloudwatch_refusals::dashboard_not_found(
          fmt::format("The specified dashboard does not exist. [{}]", name))};
  for (const std::string& name : names) state_.dashboards.erase(name);
  ++revision_;
  return {};
}

std::string CloudWatch::dashboard_arn(std::string_view name) const {
  // Dashboards belong to no region.
  const Location everywhere{.region = {}, .account = where_.account, .partition = where_.partition};
  return arn(everywhere, "cloudwatch", fmt::format("dashboard/{}", name));
}

void CloudWatch::restore(CloudWatchState state, Instant now) {
  watched_.clear();
  agenda_.clear();
  store_.forget_changes();
  state_ = std::move(state);
  for (auto& [metric, record] : state_.metrics)
    for (auto& [unit, series] : record.units)
      for (MetricTier& tier : series.tiers) tier.changed_since = MetricTier::unchanged;
  for (auto& [name, record] : state_.alarms) watch(record, now);
  ++revision_;
}

}  // namespace sluice::world
