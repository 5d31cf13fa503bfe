#pragma once

#include "local/operation.hpp"
#include "world/cloudwatch/cloudwatch.hpp"

/// One handler an operation, under its name.
namespace sluice::local::cloudwatch {

using world::CloudWatch;

// metric_handlers.cpp
Output put_metric_data(CloudWatch& cloudwatch, Input& input, const Call& call);
Output get_metric_statistics(CloudWatch& cloudwatch, Input& input, const Call& call);
Output get_metric_data(CloudWatch& cloudwatch, Input& input, const Call& call);
Output list_metrics(CloudWatch& cloudwatch, Input& input, const Call& call);

// alarm_handlers.cpp
Output put_metric_alarm(CloudWatch& cloudwatch, Input& input, const Call& call);
Output describe_alarms(CloudWatch& cloudwatch, Input& input, const Call& call);
Output describe_alarms_for_metric(CloudWatch& cloudwatch, Input& input, const Call& call);
Output delete_alarms(CloudWatch& cloudwatch, Input& input, const Call& call);
Output set_alarm_state(CloudWatch& cloudwatch, Input& input, const Call& call);
Output enable_alarm_actions(CloudWatch& cloudwatch, Input& input, const Call& call);
Output disable_alarm_actions(CloudWatch& cloudwatch, Input& input, const Call& call);
Output describe_alarm_history(CloudWatch& cloudwatch, Input& input, const Call& call);

// other_handlers.cpp
Output tag_resource(CloudWatch& cloudwatch, Input& input, const Call& call);
Output untag_resource(CloudWatch& cloudwatch, Input& input, const Call& call);
Output list_tags_for_resource(CloudWatch& cloudwatch, Input& input, const Call& call);
Output put_dashboard(CloudWatch& cloudwatch, Input& input, const Call& call);
Output get_dashboard(CloudWatch& cloudwatch, Input& input, const Call& call);
Output list_dashboards(CloudWatch& cloudwatch, Input& input, const Call& call);
Output delete_dashboards(CloudWatch& cloudwatch, Input& input, const Call& call);

}  // namespace sluice::local::cloudwatch
