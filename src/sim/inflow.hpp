#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/arrivals.hpp"
#include "sim/scenario.hpp"

namespace sluice::sim {

/// The messages of a scenario that arrive in each second, one second after the other,
/// whether they were drawn beforehand or are drawn now. The scenario must outlive it.
class Inflow {
 public:
  explicit Inflow(const Scenario& scenario) : drawn_{scenario.drawn} {
    if (drawn_ == nullptr) own_.emplace(*scenario.trace, scenario.arrivals);
  }

  /// Of the next second; 0 once the trace is over.
  [[nodiscard]] std::int64_t next() {
    if (drawn_ == nullptr) return own_->next();
    return at_ < drawn_->counts.size() ? drawn_->counts[at_++] : 0;
  }

 private:
  const DrawnArrivals* drawn_;
  std::size_t at_ = 0;  ///< in what was drawn
  std::optional<Arrivals> own_ = {};
};

}  // namespace sluice::sim
