#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "local/input.hpp"
#include "world/cloudwatch/alarm.hpp"
#include "world/cloudwatch/alarm_history.hpp"
#include "world/cloudwatch/metric.hpp"

/// What several operations read and write.
namespace sluice::local::cloudwatch {

/// A list of Dimension structures, in order of name.
std::vector<world::Dimension> read_dimensions(Input& input, std::string_view name);

/// The members Namespace, MetricName and Dimensions.
world::Metric read_metric(Input& input);

/// A list of MetricDataQuery structures.
std::vector<world::MetricDataQuery> read_queries(Input& input, std::string_view name);

/// A list of Key and Value structures.
std::map<std::string, std::string, std::less<>> read_tags(Input& input, std::string_view name);

/// Namespace, MetricName and Dimensions.
Json metric_to_json(const world::Metric& metric);

/// A MetricAlarm.
Json alarm_to_json(const world::AlarmRecord& record, const std::string& arn);

/// Adds NextToken where there is one.
void add_next_token(Json& output, const std::string& token);

}  // namespace sluice::local::cloudwatch
