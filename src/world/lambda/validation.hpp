#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "world/lambda/function.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// Whether Lambda would take these settings.
/// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
[[nodiscard]] Answer<void> check_settings(const FunctionSettings& settings);

/// Whether functions of this runtime can be run here: `provided.al2023`,
/// `provided.al2` and those of Node.js.
[[nodiscard]] bool runs_here(std::string_view runtime);

}  // namespace sluice::world
