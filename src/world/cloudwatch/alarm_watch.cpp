#include "world/cloudwatch/alarm_watch.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace sluice::world {
namespace {

/// FNV-1a: the same on every machine, so that the same alarms keep the same time.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

/// A moment between two, in whole milliseconds, that depends on the name only.
Duration phase_of(std::string_view name, Duration earliest, Duration latest) {
  using std::chrono::milliseconds;
  const auto spread = std::chrono::duration_cast<milliseconds>(latest - earliest).count();
  if (spread <= 0) return earliest;
  return earliest + milliseconds{static_cast<std::int64_t>(hash_of(name) %
                                                           static_cast<std::uint64_t>(spread))};
}

AlarmRule rule_of(const AlarmConfiguration& alarm) {
  return {.evaluation_periods = static_cast<std::size_t>(alarm.evaluation_periods),
          .datapoints_to_alarm = static_cast<std::size_t>(
              alarm.datapoints_to_alarm.value_or(alarm.evaluation_periods)),
          .threshold = alarm.threshold,
          .comparison = alarm.comparison,
          .treat_missing_data = alarm.treat_missing_data.value_or(TreatMissingData::missing)};
}

}  // namespace

AlarmWatch::AlarmWatch(AlarmRecord& record, const CloudWatchParameters& parameters)
    : record_{&record},
      rule_{rule_of(record.configuration)},
      range_{static_cast<std::size_t>(
          parameters.evaluation_range(record.configuration.evaluation_periods))} {
  const AlarmConfiguration& alarm = record.configuration;
  if (alarm.metric_stat) {
    statistic_ = parse_statistic(alarm.metric_stat->stat).value_or(MetricStatistic{});
    period_ = std::chrono::duration_cast<std::chrono::seconds>(alarm.metric_stat->period).count();
  } else if (auto compiled = compile_queries(alarm.metrics); compiled && !compiled->empty()) {
    queries_ = std::move(*compiled);
    period_ = queries_.front().period;
    for (const CompiledQuery& query : queries_)
      if (query.query.return_data.value_or(true)) returned_ = query.query.id;
  }
  const bool fast = period_ < 60;
  step_ = std::chrono::seconds{fast ? 10 : 60};
  const Duration earliest = fast ? parameters.earliest_fast_phase : parameters.earliest_phase;
  const Duration latest = fast ? parameters.latest_fast_phase : parameters.latest_phase;
  phase_ = parameters.phase.value_or(phase_of(alarm.name, earliest, latest));
}

AlarmSight AlarmWatch::look(const MetricStore& store, Instant at) {
  const std::int64_t now = epoch_seconds(at);
  const std::int64_t step = std::chrono::duration_cast<std::chrono::seconds>(step_).count();
  // The phase is shorter than the step, so the periods end where this step began.
  const std::int64_t end = round_down(now, step);
  const std::int64_t start = end - (period_ * static_cast<std::int64_t>(range_));
  const Periods periods{.start = start, .length = period_, .count = range_};
  read(store, periods, now);
  return {.rule = rule_,
          .verdict = judge(rule_, values_),
          .periods = periods,
          .values = values_,
          .sets = queries_.empty() && metric_ != nullptr ? reader_.sets()
                                                         : std::span<const StatisticSet>{},
          .counts_datapoints = record_->configuration.datapoints_to_alarm.has_value()};
}

void AlarmWatch::read(const MetricStore& store, const Periods& periods, std::int64_t now) {
  if (!queries_.empty()) {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    QueryValues values = QueryRun{store, now}.values(queries_, periods, MissingOperand::is_zero);
    values_ = std::move(values[returned_]);
    return;
  }
  const std::optional<MetricStat>& stat = record_->configuration.metric_stat;
  if (metric_ == nullptr && stat) metric_ = store.find(stat->metric);
  if (metric_ == nullptr || !stat) {
    values_.assign(periods.count, std::nan(""));
    return;
  }
  const std::span<const double> values =
      reader_.read(*metric_, stat->unit, statistic_, periods, now);
  values_.assign(values.begin(), values.end());
}

bool AlarmWatch::ignores(const AlarmSight& sight) const {
  const bool may = statistic_.kind == MetricStatistic::Kind::percentile &&
                   record_->configuration.evaluate_low_sample_count_percentile == "ignore";
  if (!may) return false;
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
  const double least = 1000 / std::min(statistic_.percentile, 100 - statistic_.percentile);
  return std::ranges::any_of(sight.sets, [&](const StatisticSet& set) {
    return set.sample_count > 0 && set.sample_count < least;
  });
}

Instant AlarmWatch::next_after(Instant now) const {
  const Duration since = now.time_since_epoch() - phase_;
  const auto steps = since / step_;
  return Instant{(steps + 1) * step_ + phase_};
}

}  // namespace sluice::world
