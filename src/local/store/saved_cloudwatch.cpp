#include <algorithm>
#include <array>
#include <limits>

#include "local/store/alarm_fields.hpp"
#include "local/store/saved_document.hpp"
#include "world/cloudwatch/cloudwatch.hpp"

namespace sluice::world {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AlarmConfiguration, name, description, actions_enabled,
                                   ok_actions, alarm_actions, insufficient_data_actions,
                                   metric_stat, metrics, evaluation_periods, datapoints_to_alarm,
                                   threshold, comparison, treat_missing_data,
                                   evaluate_low_sample_count_percentile, tags)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AlarmRecord, configuration, state, state_reason,
                                   state_reason_data, configuration_updated, state_updated,
                                   state_transitioned, acted)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AlarmHistoryItem, timestamp, type, summary, data, action,
                                   repeats)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DashboardRecord, body, last_modified)
// Metrics are documents of their own, some buckets each: they only grow.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CloudWatchState, alarms, history, dashboards)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StatisticSet, sample_count, sum, minimum, maximum)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ValueCount, value, count)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MetricDistribution, values, known)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MetricBucket, start, statistics)

}  // namespace sluice::world

namespace sluice::local {
namespace {

constexpr const char* name = "cloudwatch";
constexpr const char* metrics_name = "cloudwatch.metrics";
/// Buckets of one document: a new datapoint writes so many again at most.
constexpr std::int64_t buckets_of_document = 64;

/// Some buckets of one tier of one series.
struct MetricPart {
  world::Metric metric;
  std::string unit;
  std::size_t tier;
  std::vector<world::MetricBucket> buckets = {};
  std::map<std::int64_t, world::MetricDistribution> distributions = {};
  Instant last_received = {};  ///< of the metric
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MetricPart, metric, unit, tier, buckets, distributions,
                                   last_received)

std::int64_t span_of(std::size_t tier) {
  return world::MetricSeries::resolution.at(tier) * buckets_of_document;
}

class SavedCloudWatch final : public SavedComponent {
 public:
  SavedCloudWatch(world::CloudWatch& metrics, std::string place)
      : cloudwatch_{metrics}, place_{std::move(place)}, saved_revision_{metrics.revision()} {}

  Result<void, std::string> load(Store& store, Instant now) override {
    auto state = read_document<world::CloudWatchState>(store, name, place_);
    if (!state) return Failure<std::string>{state.error()};
    world::CloudWatchState restored = *state ? std::move(**state) : world::CloudWatchState{};
    if (auto read = read_metrics(store, restored.metrics); !read) return read;
    if (!*state && restored.metrics.empty()) return {};
    cloudwatch_.restore(std::move(restored), now);
    saved_revision_ = cloudwatch_.revision();
    return {};
  }

  [[nodiscard]] bool changed() const override {
    return cloudwatch_.revision() != saved_revision_ || cloudwatch_.has_metric_changes();
  }

  void save(Store& store) override {
    for (const world::SeriesChange& change : cloudwatch_.take_metric_changes())
      save_series(store, change);
    if (cloudwatch_.revision() == saved_revision_) return;
    saved_revision_ = cloudwatch_.revision();
    store.put_document(name, place_, packed_document(cloudwatch_.state()));
  }

 private:
  Result<void, std::string> read_metrics(Store& store, world::MetricRecords& records) const {
    std::string wrong;
    const std::string prefix = place_ + "\n";
    const auto see = [&](std::string_view key, std::string_view bytes) {
      if (!key.starts_with(prefix)) return;
      auto part = unpack_document<MetricPart>(bytes);
      if (part && part->tier < world::MetricSeries::tier_count)
        add(records, std::move(*part));
      else
        wrong = part ? "no such tier" : part.error();
    };
    if (auto read = store.each_document(metrics_name, see); !read) return read;
    if (!wrong.empty()) return damaged_document(metrics_name, wrong);
    return {};
  }

  /// Documents come in the order of their keys, so a tier's in order of time.
  static void add(world::MetricRecords& records, MetricPart part) {
    world::MetricRecord& record = records[part.metric];
    record.last_received = std::max(record.last_received, part.last_received);
    world::MetricTier& tier = record.units[part.unit].tiers.at(part.tier);
    tier.buckets.insert(tier.buckets.end(), part.buckets.begin(), part.buckets.end());
    tier.distributions.merge(part.distributions);
  }

  void save_series(Store& store, const world::SeriesChange& change) const {
    const auto record = cloudwatch_.state().metrics.find(change.metric);
    if (record == cloudwatch_.state().metrics.end()) return;
    const auto series = record->second.units.find(change.unit);
    if (series == record->second.units.end()) return;
    for (std::size_t tier = 0; tier < world::MetricSeries::tier_count; ++tier) {
      MetricPart part{.metric = change.metric,
                      .unit = change.unit,
                      .tier = tier,
                      .last_received = record->second.last_received};
      save_tier(store, series->second.tiers.at(tier), change.since.at(tier), std::move(part));
    }
  }

  /// "place\nmetric\ntier\nstart": starts have as many digits each.
  [[nodiscard]] std::string prefix_of(const MetricPart& part) const {
    const nlohmann::json named{part.metric, part.unit};
    return fmt::format("{}\n{}\n{}\n", place_,
                       named.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace),
                       part.tier);
  }

  void save_tier(Store& store, const world::MetricTier& tier, std::optional<std::int64_t> since,
                 MetricPart part) const {
    if (!since) return;
    const std::int64_t span = span_of(part.tier);
    const std::string prefix = prefix_of(part);
    // What is older has moved on into the next tier, and is kept there.
    const std::int64_t first = tier.buckets.empty() ? std::numeric_limits<std::int64_t>::max()
                                                    : tier.buckets.front().start;
    const std::string oldest = fmt::format("{}{:020}", prefix, world::round_down(first, span));
    store.remove_documents(metrics_name, {.from = prefix, .to = oldest});
    const std::int64_t begin = world::round_down(*since, span);
    auto at = std::ranges::lower_bound(tier.buckets, begin, {}, &world::MetricBucket::start);
    while (at != tier.buckets.end()) {
      const std::int64_t start = world::round_down(at->start, span);
      const auto end = std::ranges::lower_bound(at, tier.buckets.end(), start + span, {},
                                                &world::MetricBucket::start);
      part.buckets.assign(at, end);
      part.distributions = {tier.distributions.lower_bound(start),
                            tier.distributions.lower_bound(start + span)};
      store.put_document(metrics_name, fmt::format("{}{:020}", prefix, start),
                         packed_document(part));
      at = end;
    }
  }

  world::CloudWatch& cloudwatch_;
  std::string place_;
  std::uint64_t saved_revision_;
};

}  // namespace

std::unique_ptr<SavedComponent> saved(world::CloudWatch& metrics, std::string place) {
  return std::make_unique<SavedCloudWatch>(metrics, std::move(place));
}

}  // namespace sluice::local
