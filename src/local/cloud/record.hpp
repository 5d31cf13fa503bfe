#pragma once

#include <string>
#include <vector>

#include "world/region.hpp"

namespace sluice::local {

/// What has happened in these regions, as far as they remember, one line of JSON
/// each, in the order of time: `at`, `region`, `source` (the service), `resource`
/// and `text`, AWS's own words.
[[nodiscard]] std::string record_of(const std::vector<const world::Region*>& regions);

}  // namespace sluice::local
