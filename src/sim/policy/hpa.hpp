#pragma once

#include <cstdint>
#include <optional>

#include "sim/policy/hpa_rules.hpp"
#include "sim/policy/settings.hpp"

namespace sluice::sim {

/// KEDA's aws-sqs-queue scaler: it wakes the service from zero and puts it to
/// sleep itself, and leaves everything between to a Horizontal Pod Autoscaler.
class Hpa final : public Policy {
 public:
  Hpa(const HpaSettings& settings, const PolicyContext& context)
      : settings_{settings}, bounds_{context.bounds}, behavior_{settings.stabilization} {}

  void begin(Agenda& agenda, ControlledService& service) override;
  [[nodiscard]] std::optional<double> threshold() const override { return settings_.queue_length; }

 private:
  /// KEDA's own loop.
  void poll(Instant now);
  /// The HPA's.
  void sync(Instant now);
  void set(std::int64_t replicas, std::int64_t current, std::string_view why, double total);
  /// Messages, as the scaler adds them up; nothing where SQS does not answer.
  [[nodiscard]] std::optional<double> total();

  HpaSettings settings_;
  world::CapacityBounds bounds_;
  HpaBehavior behavior_;
  Agenda* agenda_ = nullptr;
  ControlledService* service_ = nullptr;
  std::optional<double> cached_ = {};
  Instant last_active_ = {};
};

}  // namespace sluice::sim
