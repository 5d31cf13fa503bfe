#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "world/cloudwatch/alarm_history.hpp"
#include "world/cloudwatch/alarm_rule.hpp"
#include "world/cloudwatch/alarm_text.hpp"
#include "world/cloudwatch/metric_queries.hpp"
#include "world/cloudwatch/metric_store.hpp"
#include "world/cloudwatch/parameters.hpp"

namespace sluice::world {

/// One alarm's configuration, made ready to be evaluated every minute without
/// reading a text or asking for memory.
class AlarmWatch {
 public:
  /// REQUIRES: nothing is wrong with the alarm's configuration. The record must
  /// outlive it.
  AlarmWatch(AlarmRecord& record, const CloudWatchParameters& parameters);

  /// What the alarm sees at this moment: the periods of its evaluation range,
  /// which slide with its evaluations, not with the epoch. Good until the next look.
  [[nodiscard]] AlarmSight look(const MetricStore& store, Instant at);

  /// Whether the alarm passes over what it sees: a percentile over too few
  /// samples, where it was told to ignore that.
  [[nodiscard]] bool ignores(const AlarmSight& sight) const;

  /// The first evaluation after `now`.
  [[nodiscard]] Instant next_after(Instant now) const;
  [[nodiscard]] Duration step() const { return step_; }
  [[nodiscard]] AlarmRecord& record() const { return *record_; }

 private:
  void read(const MetricStore& store, const Periods& periods, std::int64_t now);

  AlarmRecord* record_;
  AlarmRule rule_;
  std::int64_t period_ = 60;
  std::size_t range_;
  MetricStatistic statistic_ = {};
  CompiledQueries queries_ = {};
  std::string returned_ = {};  ///< the id of the query that is watched
  const MetricRecord* metric_ = nullptr;
  Duration step_;
  Duration phase_;
  MetricReader reader_ = {};
  std::vector<double> values_ = {};
};

}  // namespace sluice::world
