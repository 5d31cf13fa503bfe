#include "world/cloudwatch/series.hpp"

#include <algorithm>

namespace sluice::world {
namespace {

/// Puts `value` at its place, or counts it where it is.
void count_value(MetricDistribution& into, const ValueCount& value) {
  const auto at = std::ranges::lower_bound(into.values, value.value, {}, &ValueCount::value);
  if (at != into.values.end() && at->value == value.value)
    at->count += value.count;
  else
    into.values.insert(at, value);
}

/// Makes one value of each two neighbours.
void halve(std::vector<ValueCount>& values) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); i += 2) {
    ValueCount merged = values[i];
    if (i + 1 < values.size()) {
      const ValueCount& next = values[i + 1];
      const double count = merged.count + next.count;
      merged.value += (next.value - merged.value) * (next.count / count);
      merged.count = count;
    }
    values[kept++] = merged;
  }
  values.resize(kept);
}

void add_values(MetricDistribution& into, const MetricSamples& samples) {
  const StatisticSet& set = samples.statistics;
  if (set.minimum == set.maximum)
    count_value(into, {set.minimum, set.sample_count});
  else if (samples.values.empty())
    into.known = false;
  for (const ValueCount& value : samples.values)
    if (set.minimum != set.maximum) count_value(into, value);
  if (!into.known) into.values.clear();
  if (into.values.size() > MetricDistribution::most_values) halve(into.values);
}

/// The distribution of a bucket, whether it is kept apart or not.
MetricDistribution distribution_of(const MetricTier& tier, const MetricBucket& bucket) {
  const auto found = tier.distributions.find(bucket.start);
  if (found != tier.distributions.end()) return found->second;
  return {.values = {{bucket.statistics.minimum, bucket.statistics.sample_count}}};
}

MetricBucket& bucket_at(MetricTier& tier, std::int64_t start) {
  std::vector<MetricBucket>& buckets = tier.buckets;
  if (buckets.empty() || buckets.back().start < start)
    return buckets.emplace_back(MetricBucket{.start = start, .statistics = {}});
  if (buckets.back().start == start) return buckets.back();
  const auto at = std::ranges::lower_bound(buckets, start, {}, &MetricBucket::start);
  if (at->start == start) return *at;
  return *buckets.insert(at, MetricBucket{.start = start, .statistics = {}});
}

void add_to_bucket(MetricTier& tier, std::int64_t start, const MetricSamples& samples) {
  MetricBucket& bucket = bucket_at(tier, start);
  const MetricBucket before = bucket;
  bucket.statistics += samples.statistics;
  tier.changed_since = std::min(tier.changed_since, start);
  if (bucket.statistics.minimum == bucket.statistics.maximum) return;

  auto [entry, is_new] = tier.distributions.try_emplace(start);
  if (is_new && before.statistics.sample_count > 0)
    count_value(entry->second, {before.statistics.minimum, before.statistics.sample_count});
  add_values(entry->second, samples);
}

/// Moves the first `count` buckets into the next tier.
void move_up(MetricSeries& series, std::size_t tier, std::size_t count) {
  MetricTier& from = series.tiers.at(tier);
  for (std::size_t i = 0; i < count; ++i) {
    const MetricBucket& bucket = from.buckets[i];
    const auto distribution = from.distributions.find(bucket.start);
    const bool apart = distribution != from.distributions.end();
    if (tier + 1 < MetricSeries::tier_count) {
      MetricSamples samples{.statistics = bucket.statistics};
      if (apart) samples.values = distribution->second.values;
      add_samples(series, tier + 1, bucket.start, samples);
    }
    if (apart) from.distributions.erase(distribution);
  }
  from.buckets.erase(from.buckets.begin(),
                     from.buckets.begin() + static_cast<std::ptrdiff_t>(count));
}

/// Calls `visit(tier, bucket, index of its period)` for all within the periods.
template <class Visit>
void for_each_bucket(const MetricSeries& series, const Periods& periods, std::int64_t now,
                     Visit visit) {
  const std::int64_t earliest = std::max(periods.start, earliest_kept(periods.length, now));
  const std::int64_t end = periods.end();
  for (std::size_t i = 0; i < MetricSeries::tier_count; ++i) {
    const MetricTier& tier = series.tiers.at(i);
    if (MetricSeries::resolution.at(i) > periods.length || tier.buckets.empty()) continue;
    auto at = std::ranges::lower_bound(tier.buckets, earliest, {}, &MetricBucket::start);
    for (; at != tier.buckets.end() && at->start < end; ++at) {
      const std::int64_t index = (at->start - periods.start) / periods.length;
      visit(tier, *at, static_cast<std::size_t>(index));
    }
  }
}

}  // namespace

void add_samples(MetricSeries& series, std::size_t tier, std::int64_t second,
                 const MetricSamples& samples) {
  add_to_bucket(series.tiers.at(tier), round_down(second, MetricSeries::resolution.at(tier)),
                samples);
}

void age(MetricSeries& series, std::int64_t now) {
  constexpr std::size_t least_batch = 64;
  for (std::size_t i = 0; i < MetricSeries::tier_count; ++i) {
    std::vector<MetricBucket>& buckets = series.tiers.at(i).buckets;
    const std::size_t next = std::min(i + 1, MetricSeries::tier_count - 1);
    // Whole buckets of the next tier only, so that none is made twice.
    const std::int64_t before =
        round_down(now - MetricSeries::kept_for.at(i), MetricSeries::resolution.at(next));
    if (buckets.empty() || buckets.front().start >= before) continue;
    const auto kept = std::ranges::lower_bound(buckets, before, {}, &MetricBucket::start);
    const auto old = static_cast<std::size_t>(kept - buckets.begin());
    if (old == buckets.size() || old >= std::max(least_batch, buckets.size() / 8))
      move_up(series, i, old);
  }
}

std::int64_t earliest_kept(std::int64_t period, std::int64_t now) {
  std::size_t tier = 0;
  while (tier + 1 < MetricSeries::tier_count && period >= MetricSeries::resolution.at(tier + 1))
    ++tier;
  return now - MetricSeries::kept_for.at(tier);
}

void read_statistics(const MetricSeries& series, const Periods& periods, std::int64_t now,
                     std::span<StatisticSet> sets) {
  for_each_bucket(series, periods, now,
                  [&](const MetricTier&, const MetricBucket& bucket, std::size_t index) {
                    sets[index] += bucket.statistics;
                  });
}

void read_values(const MetricSeries& series, const Periods& periods, std::int64_t now,
                 std::span<MetricDistribution> values) {
  for_each_bucket(series, periods, now,
                  [&](const MetricTier& tier, const MetricBucket& bucket, std::size_t index) {
                    MetricDistribution& into = values[index];
                    const MetricDistribution from = distribution_of(tier, bucket);
                    into.known = into.known && from.known;
                    for (const ValueCount& value : from.values) count_value(into, value);
                  });
}

}  // namespace sluice::world
