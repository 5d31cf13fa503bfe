#pragma once

#include "world/application_auto_scaling/messages.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// Refuses a policy that AWS would refuse whatever the target is, and what is not
/// modelled of predefined metrics.
[[nodiscard]] Answer<void> check_policy(const PutScalingPolicyRequest& request);

/// Whether two target tracking policies watch the same metric, which AWS does not
/// allow on one target.
[[nodiscard]] bool same_metric(const TargetTrackingConfiguration& one,
                               const TargetTrackingConfiguration& other);

/// The metric that a predefined type stands for, of one service.
struct ClusterAndService {
  std::string cluster;
  std::string service;
};
/// REQUIRES: check_policy has let the type pass.
[[nodiscard]] MetricStat predefined_metric(std::string_view type, const ClusterAndService& of);

}  // namespace sluice::world
