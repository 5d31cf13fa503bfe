#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "local/input.hpp"
#include "world/application_auto_scaling/messages.hpp"
#include "world/application_auto_scaling/state.hpp"

namespace sluice::local::scaling {

/// Reads TargetTrackingScalingPolicyConfiguration; nothing where it was not sent.
[[nodiscard]] std::optional<world::TargetTrackingConfiguration> read_target_tracking(Input& input);

/// Reads StepScalingPolicyConfiguration; nothing where it was not sent.
[[nodiscard]] std::optional<world::StepScalingConfiguration> read_step_scaling(Input& input);

/// Both as they were sent, with nothing filled in: Terraform compares them.
[[nodiscard]] Json write_target_tracking(const world::TargetTrackingConfiguration& config);
/// The other one.
[[nodiscard]] Json write_step_scaling(const world::StepScalingConfiguration& config);

}  // namespace sluice::local::scaling
