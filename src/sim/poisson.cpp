#include "sim/poisson.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.hpp"

namespace sluice::sim {
namespace {

/// Up to this mean a table costs less than what it saves in a minute of draws;
/// Hörmann's method is allowed from 10 on.
constexpr double largest_in_table = 200;
/// A chance below this is lost in the rounding of the others.
constexpr double no_more = 1e-18;

/// log(k!). By Stirling's series beyond the table; its error there is below 1e-10.
double log_factorial(double k) {
  constexpr std::array table{0.0,
                             0.0,
                             0.693147180559945309,
                             1.791759469228055000,
                             3.178053830347945620,
                             4.787491742782045994,
                             6.579251212010100995,
                             8.525161361065414300,
                             10.604602902745250228,
                             12.801827480081469611};
  if (k < static_cast<double>(table.size())) return table.at(static_cast<std::size_t>(k));
  constexpr double half_log_two_pi = 0.91893853320467274178;
  const double x = k + 1;
  const double inverse = 1 / (x * x);
  return ((x - 0.5) * std::log(x)) - x + half_log_two_pi +
         ((1.0 / 12) - (inverse * ((1.0 / 360) - (inverse / 1260)))) / x;
}

}  // namespace

void Poisson::set_mean(double mean) {
  CHECK(std::isfinite(mean) && mean >= 0);
  mean_ = mean;
  looked_up_ = mean <= largest_in_table;
  if (looked_up_)
    make_table();
  else
    make_constants();
}

void Poisson::make_table() {
  // Nine deviations below the mean there is nothing that could be drawn.
  first_ = static_cast<std::int64_t>(std::max(0.0, std::floor(mean_ - (9 * std::sqrt(mean_)) - 9)));
  auto k = static_cast<double>(first_);
  double chance =
      first_ == 0 ? std::exp(-mean_) : std::exp((k * std::log(mean_)) - mean_ - log_factorial(k));
  double sum = 0;
  std::size_t guided = 0;
  cumulated_.clear();
  do {
    sum += chance;
    for (; guided < guides && static_cast<double>(guided) < sum * guides; ++guided)
      guide_.at(guided) = static_cast<std::uint16_t>(cumulated_.size());
    cumulated_.push_back(sum);
    k += 1;
    chance *= mean_ / k;
  } while (k <= mean_ || chance > no_more);
  for (; guided < guides; ++guided)
    guide_.at(guided) = static_cast<std::uint16_t>(cumulated_.size() - 1);
  cumulated_.back() = 1;  // what rounding left over
}

void Poisson::make_constants() {
  log_mean_ = std::log(mean_);
  b_ = 0.931 + (2.53 * std::sqrt(mean_));
  a_ = -0.059 + (0.02483 * b_);
  inverse_alpha_ = 1.1239 + (1.1328 / (b_ - 3.4));
  v_r_ = 0.9277 - (3.6224 / (b_ - 2));
}

std::int64_t Poisson::by_rejection(Random& random) const {
  for (;;) {
    const double u = random.uniform() - 0.5;
    const double v = random.uniform();
    const double us = 0.5 - std::abs(u);
    const double k = std::floor((((2 * a_ / us) + b_) * u) + mean_ + 0.43);
    if (us >= 0.07 && v <= v_r_) return static_cast<std::int64_t>(k);
    if (!(k >= 0) || !std::isfinite(k) || (us < 0.013 && v > us)) continue;
    const double left = std::log(v * inverse_alpha_ / ((a_ / (us * us)) + b_));
    if (left <= (k * log_mean_) - mean_ - log_factorial(k)) return static_cast<std::int64_t>(k);
  }
}

}  // namespace sluice::sim
