#pragma once

#include <span>

#include "local/operation.hpp"
#include "world/ecs/ecs.hpp"

namespace sluice::local {

/// Amazon ECS's face: JSON 1.1, AmazonEC2ContainerServiceV20141113.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html
[[nodiscard]] std::span<const Operation<world::Ecs>> ecs_operations();

}  // namespace sluice::local
