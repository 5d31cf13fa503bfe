#include "sim/approximate_counts.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::sim {

ApproximateCounts::ApproximateCounts(const CountSettings& settings, Random& random)
    : settings_{settings},
      random_{random},
      exact_{settings.staleness == 0 && settings.lag <= 0},
      share_{settings.lag > 0 ? 1 - std::exp(-1 / settings.lag) : 1} {}

void ApproximateCounts::follow(std::int64_t visible, std::int64_t in_flight) {
  past_.push_back({static_cast<double>(visible), static_cast<double>(in_flight)});
  if (static_cast<Second>(past_.size()) <= settings_.staleness) return;
  const Counts truth = past_.front();
  past_.pop_front();
  shown_.visible += (truth.visible - shown_.visible) * share_;
  shown_.in_flight += (truth.in_flight - shown_.in_flight) * share_;
}

core::QueueDepth ApproximateCounts::read() {
  const auto told = [&](double count) {
    const double off =
        settings_.noise > 0 ? 1 + (settings_.noise * ((2 * random_.uniform()) - 1)) : 1;
    return MessageCount{std::llround(std::max(0.0, count * off))};
  };
  const MessageCount visible = told(shown_.visible);
  return {.visible = visible, .in_flight = told(shown_.in_flight)};
}

}  // namespace sluice::sim
