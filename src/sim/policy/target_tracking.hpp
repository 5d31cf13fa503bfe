#pragma once

#include <optional>

#include "publish/publisher.hpp"
#include "sim/policy/cloud.hpp"
#include "sim/policy/settings.hpp"

namespace sluice::sim {

/// The whole loop of `sluice publish`: a rule wakes the publisher's own machine
/// each minute, as it wakes the Lambda function; it measures and publishes,
/// CloudWatch's alarms watch, Application Auto Scaling acts.
class TargetTracking final : public Policy {
 public:
  TargetTracking(const TargetTrackingSettings& settings, const PolicyContext& context);

  void begin(Agenda& agenda, ControlledService& service) override;
  [[nodiscard]] std::optional<double> threshold() const override { return settings_.target; }

 private:
  void wake(Instant now);
  void tell(const publish::Event& event, Instant now);
  void carry_out(const publish::Action& action, Instant now);
  [[nodiscard]] publish::QueueRead read_queue(const publish::ReadQueue& asked);
  [[nodiscard]] publish::ServicesRead read_services(const publish::ReadServices& asked);
  [[nodiscard]] publish::Published put(const publish::Publish& asked);

  TargetTrackingSettings settings_;
  PolicyContext context_;
  publish::Publisher publisher_;
  world::Metric metric_;
  std::optional<Cloud> cloud_ = {};
};

/// The request that makes a target tracking policy on one metric.
[[nodiscard]] world::PutScalingPolicyRequest tracking_policy(double target,
                                                             const Cooldowns& cooldowns,
                                                             world::CustomizedMetric metric);

}  // namespace sluice::sim
