#pragma once

#include <cstdint>

#include "base/random.hpp"

namespace sluice::sim {

/// Draws whole numbers that are Poisson distributed: by inversion where the mean
/// is small, else by Hörmann's transformed rejection with squeeze (PTRS), so that
/// the cost does not grow with the mean.
/// W. Hörmann, The transformed rejection method for generating Poisson random
/// variables, Insurance: Mathematics and Economics 12 (1993), 39-45.
class Poisson {
 public:
  /// REQUIRES: `mean` is finite and not negative.
  explicit Poisson(double mean);

  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] std::int64_t draw(Random& random) const;

 private:
  [[nodiscard]] std::int64_t by_inversion(Random& random) const;
  [[nodiscard]] std::int64_t by_rejection(Random& random) const;

  double mean_;
  double none_ = 0;  ///< the chance of 0; of inversion
  // Hörmann's constants; of rejection.
  double log_mean_ = 0;
  double a_ = 0;
  double b_ = 0;
  double inverse_alpha_ = 0;
  double v_r_ = 0;
};

}  // namespace sluice::sim
