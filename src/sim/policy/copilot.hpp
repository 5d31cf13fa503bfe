#pragma once

#include <optional>

#include "sim/policy/cloud.hpp"
#include "sim/policy/settings.hpp"

namespace sluice::sim {

/// Copilot's backlog-per-task calculator: each minute ceil(visible messages /
/// running tasks), all of the messages where no task runs.
class Copilot final : public Policy {
 public:
  Copilot(const CopilotSettings& settings, const PolicyContext& context)
      : settings_{settings}, context_{context} {}

  void begin(Agenda& agenda, ControlledService& service) override;
  [[nodiscard]] std::optional<double> threshold() const override { return settings_.target; }

 private:
  void publish(Instant now);

  CopilotSettings settings_;
  PolicyContext context_;
  std::optional<Cloud> cloud_ = {};
};

}  // namespace sluice::sim
