#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/numbers.hpp"

namespace sluice::apps {

/// All numbers of a run as one JSON object: waits in whole seconds, shares from 0 to 1.
[[nodiscard]] nlohmann::ordered_json numbers_json(const sim::Numbers& numbers);

}  // namespace sluice::apps
