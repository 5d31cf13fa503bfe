#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "world/cloudwatch/metric.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// OK, ALARM and INSUFFICIENT_DATA.
enum class AlarmState { ok, alarm, insufficient_data };

/// How a value is compared with the threshold; the four of AWS that need no
/// anomaly detection.
enum class Comparison {
  greater_than_or_equal_to_threshold,
  greater_than_threshold,
  less_than_threshold,
  less_than_or_equal_to_threshold,
};

/// What stands for a period without data.
enum class TreatMissingData { missing, ignore, breaching, not_breaching };

/// What PutMetricAlarm sets.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
struct AlarmConfiguration {
  std::string name;
  std::string description = {};
  bool actions_enabled = true;
  std::vector<std::string> ok_actions = {};
  std::vector<std::string> alarm_actions = {};
  std::vector<std::string> insufficient_data_actions = {};
  /// Empty where `metrics` has the alarm's expression. Its stat is a statistic
  /// or a percentile.
  std::optional<MetricStat> metric_stat = {};
  std::vector<MetricDataQuery> metrics = {};
  std::int64_t evaluation_periods;                       ///< N
  std::optional<std::int64_t> datapoints_to_alarm = {};  ///< M; empty: as N
  double threshold;
  Comparison comparison;
  std::optional<TreatMissingData> treat_missing_data = {};  ///< empty: as missing, and shown so
  std::string evaluate_low_sample_count_percentile = {};
  std::map<std::string, std::string, std::less<>> tags = {};
};

/// One run of one action of one alarm. An Auto Scaling action is run again each
/// minute while the state lasts; every other action only when the state changes.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
struct AlarmAction {
  std::string action;  ///< the ARN
  std::string alarm_name;
  AlarmState state;
  double threshold;
  /// The datapoints that StateReasonData calls recentDatapoints, oldest first.
  std::vector<double> recent_datapoints;
  /// When the newest of them began, as its timestamp says; nothing where
  /// SetAlarmState asked for the state.
  std::optional<Instant> newest_began = {};
};

/// Who carries out what alarms ask for: Application Auto Scaling, in the loop.
class AlarmActions {
 public:
  AlarmActions() = default;
  AlarmActions(const AlarmActions&) = delete;
  AlarmActions& operator=(const AlarmActions&) = delete;
  virtual ~AlarmActions() = default;

  virtual void act(const AlarmAction& action, Instant now) = 0;
};

/// The part of CloudWatch that Application Auto Scaling uses: its alarms.
class Alarms {
 public:
  Alarms() = default;
  Alarms(const Alarms&) = delete;
  Alarms& operator=(const Alarms&) = delete;
  virtual ~Alarms() = default;

  /// Creates the alarm, or changes it and keeps its state.
  virtual Answer<void> put_alarm(const AlarmConfiguration& alarm, Instant now) = 0;
  /// Names that do not exist are passed over.
  virtual void delete_alarms(const std::vector<std::string>& names, Instant now) = 0;
  /// Nothing where there is no such alarm.
  [[nodiscard]] virtual std::optional<AlarmState> alarm_state(std::string_view name) const = 0;
  /// "arn:aws:cloudwatch:...:alarm:<name>", whether or not it exists.
  [[nodiscard]] virtual std::string alarm_arn(std::string_view name) const = 0;
};

}  // namespace sluice::world
