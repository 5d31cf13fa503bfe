#include "demo/scenario.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::demo {
namespace {

double minutes_of(Duration span) {
  return std::chrono::duration<double, std::ratio<60>>{span}.count();
}

}  // namespace

std::int64_t orders_placed(const Scenario& scenario, Duration since_beginning) {
  const double usual = scenario.orders_per_minute * minutes_of(since_beginning);
  const double share =
      minutes_of(since_beginning - scenario.rush_begins) / minutes_of(scenario.rush_lasts);
  const double rush = static_cast<double>(scenario.rush) * std::clamp(share, 0.0, 1.0);
  return static_cast<std::int64_t>(std::floor(usual) + std::floor(rush));
}

}  // namespace sluice::demo
