#include "sim/arrivals.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::sim {

Arrivals::Arrivals(const Trace& trace, const ArrivalSettings& settings)
    : trace_{&trace}, scale_{settings.scale}, exact_{settings.exact}, random_{settings.seed} {}

double Arrivals::rate() const {
  const std::vector<double>& counts = trace_->arrivals;
  const auto length = static_cast<double>(trace_->bin_seconds);
  const double own = counts[bin_];
  if (trace_->bin_seconds <= longest_flat_bin) return own / length * scale_;
  // From the middle of one bin to the middle of the next, minute by minute; flat at both ends.
  const auto middle = static_cast<double>(
      std::min(within_ + (longest_flat_bin / 2), (within_ + trace_->bin_seconds) / 2));
  const double place = (middle / length) - 0.5;
  const bool before = place < 0;
  const bool at_end = before ? bin_ == 0 : bin_ + 1 == counts.size();
  const double other = at_end ? own : counts[before ? bin_ - 1 : bin_ + 1];
  return (own + ((other - own) * std::abs(place))) / length * scale_;
}

std::int64_t Arrivals::next() {
  if (bin_ == trace_->arrivals.size()) return 0;
  if (within_ % longest_flat_bin == 0)
    if (const double now = rate(); now != poisson_.mean()) poisson_.set_mean(now);
  if (++within_ == trace_->bin_seconds) {
    within_ = 0;
    ++bin_;
  }
  if (exact_) {
    constexpr double rounding = 1e-9;  // sixty sixtieths make a message
    owed_ += poisson_.mean();
    const double whole = std::floor(owed_ + rounding);
    owed_ -= whole;
    return static_cast<std::int64_t>(whole);
  }
  return poisson_.mean() > 0 ? poisson_.draw(random_) : 0;
}

DrawnArrivals draw_arrivals(const Trace& trace, const ArrivalSettings& settings) {
  Arrivals arrivals{trace, settings};
  DrawnArrivals drawn;
  drawn.counts.resize(static_cast<std::size_t>(trace.seconds()));
  for (std::uint32_t& count : drawn.counts) {
    const std::int64_t next = arrivals.next();
    count = static_cast<std::uint32_t>(next);
    drawn.total += next;
  }
  return drawn;
}

}  // namespace sluice::sim
