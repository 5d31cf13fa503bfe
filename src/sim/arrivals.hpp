#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "sim/poisson.hpp"
#include "sim/trace.hpp"

namespace sluice::sim {

/// How a trace becomes messages.
struct ArrivalSettings {
  double scale = 1;  ///< every count of the trace times this
  std::uint64_t seed = 1;
  /// Nothing is left to chance: the rates themselves, a message whenever they make one.
  bool exact = false;
};

/// The messages that arrive in each second, one second after the other: Poisson
/// counts around the rate of the second's bin, or that rate itself. Bins of more than a minute are
/// drawn out into lines between their middles first, with a rate for each minute. What it costs
/// does not depend on how many messages arrive. The trace must outlive it.
class Arrivals {
 public:
  Arrivals(const Trace& trace, const ArrivalSettings& settings);

  /// Of the next second; 0 once the trace is over.
  [[nodiscard]] std::int64_t next();

 private:
  [[nodiscard]] double rate() const;

  const Trace* trace_;
  double scale_;
  bool exact_;
  Random random_;
  Poisson poisson_{0};
  std::size_t bin_ = 0;
  std::int64_t within_ = 0;  ///< seconds since the bin began
  double owed_ = 0;          ///< of exact arrivals: less than one message
};

/// What arrives in each second of a trace, drawn once, to be shared by many runs.
struct DrawnArrivals {
  std::vector<std::uint32_t> counts;
  std::int64_t total = 0;
};
[[nodiscard]] DrawnArrivals draw_arrivals(const Trace& trace, const ArrivalSettings& settings);

/// Up to this many seconds a bin's rate is one for all of it.
constexpr std::int64_t longest_flat_bin = 60;

}  // namespace sluice::sim
