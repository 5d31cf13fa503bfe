#include "sim/poisson.hpp"

#include <array>
#include <cmath>

#include "base/check.hpp"

namespace sluice::sim {
namespace {

/// Where Hörmann's method begins to be the faster one, and is allowed.
constexpr double least_for_rejection = 10;
/// Below this the chance of anything is nothing that a double can tell from 0.
constexpr double no_more = 1e-300;

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

Poisson::Poisson(double mean) : mean_{mean} {
  CHECK(std::isfinite(mean) && mean >= 0);
  if (mean < least_for_rejection) {
    none_ = std::exp(-mean);
    return;
  }
  log_mean_ = std::log(mean);
  b_ = 0.931 + (2.53 * std::sqrt(mean));
  a_ = -0.059 + (0.02483 * b_);
  inverse_alpha_ = 1.1239 + (1.1328 / (b_ - 3.4));
  v_r_ = 0.9277 - (3.6224 / (b_ - 2));
}

std::int64_t Poisson::draw(Random& random) const {
  return mean_ < least_for_rejection ? by_inversion(random) : by_rejection(random);
}

std::int64_t Poisson::by_inversion(Random& random) const {
  double rest = random.uniform();
  double chance = none_;
  std::int64_t k = 0;
  while (rest >= chance && chance > no_more) {
    rest -= chance;
    ++k;
    chance *= mean_ / static_cast<double>(k);
  }
  return k;
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
