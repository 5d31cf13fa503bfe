#include "world/cloudwatch/metric_store.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

namespace sluice::world {
namespace {

bool has_changed(const MetricSeries& series) {
  return std::ranges::any_of(series.tiers, [](const MetricTier& tier) {
    return tier.changed_since != MetricTier::unchanged;
  });
}

bool matches(const Metric& metric, const ListMetricsRequest& request) {
  if (request.metric_namespace && metric.metric_namespace != *request.metric_namespace)
    return false;
  if (request.metric_name && metric.name != *request.metric_name) return false;
  return std::ranges::all_of(request.dimensions, [&](const DimensionFilter& filter) {
    return std::ranges::any_of(metric.dimensions, [&](const Dimension& dimension) {
      return dimension.name == filter.name && (!filter.value || dimension.value == *filter.value);
    });
  });
}

/// A page begins with the metric of this number among those that match.
std::size_t position(std::string_view token) {
  std::size_t at = 0;
  std::from_chars(token.data(), token.data() + token.size(), at);
  return at;
}

/// Calls `visit` with the series of this unit, or of all.
template <class Visit>
void for_each_series(const MetricRecord& record, std::string_view unit, Visit visit) {
  for (const auto& [name, series] : record.units)
    if (unit.empty() || unit == name) visit(series);
}

}  // namespace

void MetricStore::add(const Metric& metric, std::string_view unit, std::int64_t resolution,
                      Instant at, const MetricSamples& samples, Instant now) {
  const auto record = records_.try_emplace(metric).first;
  record->second.last_received = now;
  auto& units = record->second.units;
  auto series = units.find(unit);
  if (series == units.end()) series = units.try_emplace(std::string{unit}).first;

  if (!has_changed(series->second))
    changed_.push_back({&record->first, &series->first, &series->second});
  // What is too old for its tier begins in the next.
  const std::int64_t second = epoch_seconds(at);
  const std::int64_t age_of_it = epoch_seconds(now) - second;
  const bool fine = resolution == 1 && age_of_it < MetricSeries::kept_for[0];
  add_samples(series->second, fine ? 0 : 1, second, samples);
  age(series->second, epoch_seconds(now));
}

const MetricRecord* MetricStore::find(const Metric& metric) const {
  const auto found = records_.find(metric);
  return found == records_.end() ? nullptr : &found->second;
}

ListMetricsResponse MetricStore::list(const ListMetricsRequest& request, Instant now) const {
  constexpr std::size_t page = 500;
  const Duration within =
      request.recently_active ? std::chrono::hours{3} : std::chrono::hours{24 * 14};
  std::size_t to_skip = position(request.next_token);
  const std::size_t begin = to_skip;
  ListMetricsResponse response;
  for (const auto& [metric, record] : records_) {
    if (record.last_received < now - within || !matches(metric, request)) continue;
    if (to_skip > 0) {
      --to_skip;
    } else if (response.metrics.size() == page) {
      response.next_token = std::to_string(begin + page);
      break;
    } else {
      response.metrics.push_back(metric);
    }
  }
  return response;
}

std::vector<SeriesChange> MetricStore::take_changes() {
  std::vector<SeriesChange> changes;
  changes.reserve(changed_.size());
  for (const Changed& changed : changed_) {
    SeriesChange& change = changes.emplace_back(
        SeriesChange{.metric = *changed.metric, .unit = *changed.unit, .since = {}});
    for (std::size_t i = 0; i < MetricSeries::tier_count; ++i) {
      const std::int64_t since =
          std::exchange(changed.series->tiers.at(i).changed_since, MetricTier::unchanged);
      if (since != MetricTier::unchanged) change.since.at(i) = since;
    }
  }
  changed_.clear();
  return changes;
}

std::span<const double> MetricReader::read(const MetricRecord& record, std::string_view unit,
                                           const MetricStatistic& statistic, const Periods& periods,
                                           std::int64_t now) {
  sets_.assign(periods.count, {});
  values_.assign(periods.count, std::nan(""));
  for_each_series(record, unit, [&](const MetricSeries& series) {
    read_statistics(series, periods, now, sets_);
  });
  const bool percentile = statistic.kind == MetricStatistic::Kind::percentile;
  if (percentile) {
    distributions_.assign(periods.count, {});
    for_each_series(record, unit, [&](const MetricSeries& series) {
      read_values(series, periods, now, distributions_);
    });
  }
  for (std::size_t i = 0; i < periods.count; ++i) {
    if (sets_[i].sample_count <= 0) continue;
    if (!percentile)
      values_[i] = value_of(sets_[i], statistic.kind);
    else if (distributions_[i].known)
      values_[i] = percentile_of(distributions_[i].values, statistic.percentile);
  }
  return values_;
}

}  // namespace sluice::world
