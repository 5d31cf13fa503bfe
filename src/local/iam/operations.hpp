#pragma once

#include <span>

#include "local/operation.hpp"
#include "world/iam/iam.hpp"

namespace sluice::local {

/// IAM's face: Query, version 2010-05-08.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
[[nodiscard]] std::span<const Operation<world::Iam>> iam_operations();

}  // namespace sluice::local
