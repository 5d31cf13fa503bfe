#include "world/cloudwatch/parameters.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::world {

std::int64_t CloudWatchParameters::evaluation_range(std::int64_t evaluation_periods) const {
  // 5.0 / 3.0 is a little more than five thirds, and three times it must still be five.
  constexpr double rounding_error = 1e-9;
  const double longer = static_cast<double>(evaluation_periods) * evaluation_range_factor;
  const auto by_factor = static_cast<std::int64_t>(std::ceil(longer - rounding_error));
  return std::max(evaluation_periods + least_extra_datapoints, by_factor);
}

}  // namespace sluice::world
