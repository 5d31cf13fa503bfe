#pragma once

#include <string_view>

#include "base/time.hpp"
#include "world/cloudwatch/metric.hpp"

namespace sluice::world {

/// Takes the metrics that a service measures of itself: CloudWatch, in the
/// whole cloud. What comes in has no way to fail.
class MetricSink {
 public:
  MetricSink() = default;
  MetricSink(const MetricSink&) = delete;
  MetricSink& operator=(const MetricSink&) = delete;
  virtual ~MetricSink() = default;

  /// One observation; `unit` as CloudWatch spells it ("Count", "Milliseconds").
  virtual void observe(const Metric& metric, double value, std::string_view unit, Instant at) = 0;
};

}  // namespace sluice::world
