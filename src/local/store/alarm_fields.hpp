#pragma once

#include "local/store/fields.hpp"
#include "world/cloudwatch/alarm.hpp"

// Of what CloudWatch and Application Auto Scaling both keep.
namespace sluice::world {

/// The fields of each, by which it becomes a document and comes back.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Dimension, name, value)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Metric, metric_namespace, name, dimensions)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MetricStat, metric, period, stat, unit)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MetricDataQuery, id, metric_stat, expression, period, label,
                                   return_data)

}  // namespace sluice::world
