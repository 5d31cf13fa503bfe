#pragma once

#include <optional>

#include "sim/policy/queue_metrics.hpp"
#include "sim/policy/settings.hpp"

namespace sluice::sim {

/// Target tracking on `m1 / m2`, without a publisher.
class MetricMath final : public Policy {
 public:
  MetricMath(const MetricMathSettings& settings, const PolicyContext& context)
      : settings_{settings}, context_{context} {}

  void begin(Agenda& agenda, ControlledService& service) override;
  [[nodiscard]] std::optional<double> threshold() const override { return settings_.target; }

 private:
  MetricMathSettings settings_;
  PolicyContext context_;
  std::optional<Cloud> cloud_ = {};
  std::optional<QueueMetrics> metrics_ = {};
};

}  // namespace sluice::sim
