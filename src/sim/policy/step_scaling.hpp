#pragma once

#include <optional>

#include "sim/policy/queue_metrics.hpp"
#include "sim/policy/settings.hpp"

namespace sluice::sim {

/// Two step scaling policies on the queue's own metric, each with its alarm.
class StepScaling final : public Policy {
 public:
  StepScaling(StepSettings settings, const PolicyContext& context);

  void begin(Agenda& agenda, ControlledService& service) override;
  [[nodiscard]] std::optional<double> threshold() const override;

 private:
  void put(std::string_view name, double threshold, std::vector<world::StepAdjustment> steps,
           world::Comparison comparison);

  StepSettings settings_;
  PolicyContext context_;
  std::optional<Cloud> cloud_ = {};
  std::optional<QueueMetrics> metrics_ = {};
};

}  // namespace sluice::sim
