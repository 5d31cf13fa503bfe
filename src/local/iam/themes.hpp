#pragma once

#include <span>

#include "local/operation.hpp"
#include "world/iam/iam.hpp"

namespace sluice::local {

// The parts of IAM's face, by theme.

/// Roles, their tags and boundaries; and the caller.
[[nodiscard]] std::span<const Operation<world::Iam>> iam_role_operations();

/// Policies in roles and attached to roles.
[[nodiscard]] std::span<const Operation<world::Iam>> iam_role_policy_operations();

/// Managed policies and their versions.
[[nodiscard]] std::span<const Operation<world::Iam>> iam_policy_operations();

/// Service-linked roles.
[[nodiscard]] std::span<const Operation<world::Iam>> iam_service_linked_role_operations();

}  // namespace sluice::local
