#pragma once

#include <span>

#include "local/operation.hpp"
#include "world/iam/sts.hpp"

namespace sluice::local {

/// STS's face: Query, version 2011-06-15.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
[[nodiscard]] std::span<const Operation<world::Sts>> sts_operations();

}  // namespace sluice::local
