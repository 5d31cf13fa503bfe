#include "sim/arrivals.hpp"

#include <cmath>

namespace sluice::sim {

Arrivals::Arrivals(const Trace& trace, const ArrivalSettings& settings)
    : trace_{&trace}, scale_{settings.scale}, random_{settings.seed} {}

double Arrivals::rate() const {
  const std::vector<double>& counts = trace_->arrivals;
  const auto length = static_cast<double>(trace_->bin_seconds);
  const double own = counts[bin_];
  if (trace_->bin_seconds <= longest_flat_bin) return own / length * scale_;
  // From the middle of one bin to the middle of the next; flat at both ends.
  const double place = ((static_cast<double>(within_) + 0.5) / length) - 0.5;
  const bool before = place < 0;
  const bool at_end = before ? bin_ == 0 : bin_ + 1 == counts.size();
  const double other = at_end ? own : counts[before ? bin_ - 1 : bin_ + 1];
  return (own + ((other - own) * std::abs(place))) / length * scale_;
}

std::int64_t Arrivals::next() {
  if (bin_ == trace_->arrivals.size()) return 0;
  const bool changes = within_ == 0 || trace_->bin_seconds > longest_flat_bin;
  if (changes) {
    const double now = rate();
    if (now != poisson_.mean()) poisson_ = Poisson{now};
  }
  if (++within_ == trace_->bin_seconds) {
    within_ = 0;
    ++bin_;
  }
  return poisson_.mean() > 0 ? poisson_.draw(random_) : 0;
}

}  // namespace sluice::sim
