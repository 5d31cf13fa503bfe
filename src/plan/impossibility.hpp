#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "plan/executor.hpp"
#include "plan/planning.hpp"

namespace sluice::plan {

/// The least fixed count that meets the objective; nothing where `enough`, which
/// keeps every wait within the limit by the bound's account, does not.
[[nodiscard]] std::optional<Tried> least_fixed(const Trial& trial, std::int64_t enough,
                                               Executor& executor);

/// Of start delays of three quarters, a half, a quarter and none of the loads' own,
/// the slowest with which one of the front's best settings meets the objective.
[[nodiscard]] std::optional<Impossibility::Start> slowest_start(const Trial& trial,
                                                                const std::vector<Tried>& front,
                                                                Executor& executor);

}  // namespace sluice::plan
