#include "local/cloudwatch/operations.hpp"

#include <array>

#include "local/cloudwatch/handlers.hpp"

namespace sluice::local {

std::span<const Operation<world::CloudWatch>> cloudwatch_operations() {
  static constexpr std::array<Operation<world::CloudWatch>, 19> operations{{
      {"DeleteAlarms", cloudwatch::delete_alarms},
      {"DeleteDashboards", cloudwatch::delete_dashboards},
      {"DescribeAlarmHistory", cloudwatch::describe_alarm_history},
      {"DescribeAlarms", cloudwatch::describe_alarms},
      {"DescribeAlarmsForMetric", cloudwatch::describe_alarms_for_metric},
      {"DisableAlarmActions", cloudwatch::disable_alarm_actions},
      {"EnableAlarmActions", cloudwatch::enable_alarm_actions},
      {"GetDashboard", cloudwatch::get_dashboard},
      {"GetMetricData", cloudwatch::get_metric_data},
      {"GetMetricStatistics", cloudwatch::get_metric_statistics},
      {"ListDashboards", cloudwatch::list_dashboards},
      {"ListMetrics", cloudwatch::list_metrics},
      {"ListTagsForResource", cloudwatch::list_tags_for_resource},
      {"PutDashboard", cloudwatch::put_dashboard},
      {"PutMetricAlarm", cloudwatch::put_metric_alarm},
      {"PutMetricData", cloudwatch::put_metric_data},
      {"SetAlarmState", cloudwatch::set_alarm_state},
      {"TagResource", cloudwatch::tag_resource},
      {"UntagResource", cloudwatch::untag_resource},
  }};
  return operations;
}

std::span<const std::string_view> cloudwatch_times() {
  static constexpr std::array<std::string_view, 6> times{"AlarmConfigurationUpdatedTimestamp",
                                                         "LastModified",
                                                         "StateTransitionedTimestamp",
                                                         "StateUpdatedTimestamp",
                                                         "Timestamp",
                                                         "Timestamps"};
  return times;
}

}  // namespace sluice::local
