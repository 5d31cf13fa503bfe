#pragma once

#include <string>

#include "plan/planning.hpp"

namespace sluice::plan {

/// The front as dots: task-hours to the right, the objective's measure upwards, in
/// equal factors; the limit as a line, today's setting and the recommended one.
[[nodiscard]] std::string front_chart(const Plan& plan);

}  // namespace sluice::plan
