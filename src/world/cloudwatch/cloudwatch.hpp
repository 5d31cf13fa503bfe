#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "world/cloudwatch/alarm.hpp"
#include "world/cloudwatch/alarm_history.hpp"
#include "world/cloudwatch/alarm_watch.hpp"
#include "world/cloudwatch/metric.hpp"
#include "world/cloudwatch/metric_data.hpp"
#include "world/cloudwatch/metric_store.hpp"
#include "world/cloudwatch/parameters.hpp"
#include "world/cloudwatch/put_metric_data.hpp"
#include "world/identities.hpp"
#include "world/location.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html
struct DashboardRecord {
  std::string body;
  Instant last_modified;
};

/// All that CloudWatch remembers.
struct CloudWatchState {
  MetricRecords metrics = {};
  std::map<std::string, AlarmRecord, std::less<>> alarms = {};
  AlarmHistories history = {};
  std::map<std::string, DashboardRecord, std::less<>> dashboards = {};
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
struct DescribeAlarmsRequest {
  std::vector<std::string> alarm_names = {};
  std::string alarm_name_prefix = {};
  std::optional<AlarmState> state_value = {};
  std::string action_prefix = {};
  std::size_t max_records = 100;
  std::string next_token = {};
};

/// Alarms by name; they are good until the next change.
struct DescribeAlarmsResponse {
  std::vector<const AlarmRecord*> alarms;
  std::string next_token;
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html
struct DescribeAlarmsForMetricRequest {
  Metric metric;
  std::string stat = {};  ///< a statistic or a percentile; empty: any
  std::optional<Duration> period = {};
  std::string unit = {};
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
struct SetAlarmStateRequest {
  std::string alarm_name;
  AlarmState state_value;
  std::string state_reason;
  std::string state_reason_data = {};  ///< JSON
};

/// CloudWatch's metrics, alarms and dashboards in one region.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/Welcome.html
class CloudWatch final : public Alarms {
 public:
  /// `identities` must outlive it. Nothing that is modelled needs a name made up yet.
  CloudWatch(Location where, Identities& identities, CloudWatchParameters parameters = {});

  /// Who carries out alarms' actions; must outlive this, or be replaced by null.
  /// It may call back into this.
  void set_alarm_actions(AlarmActions* actions) { actions_ = actions; }

  // Metrics
  Answer<void> put_metric_data(const PutMetricDataRequest& request, Instant now);
  /// A service's own datapoint, in any namespace.
  void record(const Metric& metric, std::string_view unit, double value, Instant now);
  /// The same of several samples, whose values are not known.
  void record(const Metric& metric, std::string_view unit, const StatisticSet& set, Instant now);
  [[nodiscard]] Answer<GetMetricStatisticsResponse> get_metric_statistics(
      const GetMetricStatisticsRequest& request, Instant now) const;
  [[nodiscard]] Answer<GetMetricDataResponse> get_metric_data(const GetMetricDataRequest& request,
                                                              Instant now) const;
  [[nodiscard]] ListMetricsResponse list_metrics(const ListMetricsRequest& request,
                                                 Instant now) const;

  // Alarms
  Answer<void> put_alarm(const AlarmConfiguration& alarm, Instant now) override;
  void delete_alarms(const std::vector<std::string>& names, Instant now) override;
  [[nodiscard]] std::optional<AlarmState> alarm_state(std::string_view name) const override;
  [[nodiscard]] std::string alarm_arn(std::string_view name) const override;
  /// Null where there is no such alarm.
  [[nodiscard]] const AlarmRecord* find_alarm(std::string_view name) const;
  [[nodiscard]] DescribeAlarmsResponse describe_alarms(const DescribeAlarmsRequest& request) const;
  [[nodiscard]] std::vector<const AlarmRecord*> describe_alarms_for_metric(
      const DescribeAlarmsForMetricRequest& request) const;
  /// Runs the state's actions where it is another. The alarm's next evaluation
  /// sets it right again.
  Answer<void> set_alarm_state(const SetAlarmStateRequest& request, Instant now);
  /// Names that do not exist are passed over.
  void enable_alarm_actions(const std::vector<std::string>& names, bool enabled, Instant now);
  [[nodiscard]] DescribeAlarmHistoryResponse describe_alarm_history(
      const DescribeAlarmHistoryRequest& request, Instant now) const;

  // Tags of alarms
  using Tags = std::map<std::string, std::string, std::less<>>;
  Answer<void> tag_resource(std::string_view arn, const Tags& tags);
  Answer<void> untag_resource(std::string_view arn, const std::vector<std::string>& keys);
  [[nodiscard]] Answer<Tags> list_tags_for_resource(std::string_view arn) const;

  // Dashboards
  Answer<void> put_dashboard(const std::string& name, const std::string& body, Instant now);
  [[nodiscard]] Answer<DashboardRecord> get_dashboard(std::string_view name) const;
  Answer<void> delete_dashboards(const std::vector<std::string>& names);
  [[nodiscard]] std::string dashboard_arn(std::string_view name) const;

  /// The next evaluation of an alarm; nothing where there are none.
  [[nodiscard]] std::optional<Instant> due() const;
  /// Evaluates the alarms whose moment is at or before `now`, in order of time.
  void run(Instant now);

  [[nodiscard]] const CloudWatchState& state() const { return state_; }
  void restore(CloudWatchState state, Instant now);
  /// Counts the changes of alarms, history and dashboards; metrics say by
  /// themselves what changed: take_metric_changes().
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  /// Whether take_metric_changes() has something to tell.
  [[nodiscard]] bool has_metric_changes() const { return store_.has_changes(); }
  /// The series that changed since this was last asked. Whoever restores metrics
  /// from this lists begins with none changed.
  [[nodiscard]] std::vector<SeriesChange> take_metric_changes() { return store_.take_changes(); }

 private:
  /// When an alarm is next looked at. The name is the key of its record.
  struct Tick {
    Instant at;
    std::string_view name;
    AlarmWatch* watch;
    friend bool operator<(const Tick& a, const Tick& b) {
      return a.at != b.at ? a.at < b.at : a.name < b.name;
    }
  };
  struct Watched {
    AlarmWatch watch;
    Instant next;
  };

  void watch(AlarmRecord& record, Instant now);
  void stop_watching(std::string_view name);
  void evaluate(AlarmWatch& watch, Instant at);
  void change_state(AlarmRecord& record, AlarmStateText text, Instant now);
  /// Why an alarm's actions run.
  struct Occurrence {
    std::vector<double> recent;           ///< datapoints
    std::optional<Instant> newest_began;  ///< as AlarmAction has it
    bool changed;                         ///< the state; else it lasts
  };
  /// Runs the actions of the alarm's state, the last thing that happens to it:
  /// they may change it, or this.
  void act(AlarmRecord& record, const Occurrence& occurrence, Instant now);
  [[nodiscard]] AlarmRecord* find_by_arn(std::string_view arn);

  Location where_;
  CloudWatchParameters parameters_;
  AlarmActions* actions_ = nullptr;
  CloudWatchState state_;
  MetricStore store_{state_.metrics};
  AlarmHistoryWriter history_{state_.history, parameters_.keeps_history};
  std::map<std::string, Watched, std::less<>> watched_;
  std::set<Tick> agenda_;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::world
