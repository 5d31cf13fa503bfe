#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/random.hpp"

namespace sluice::sim {

/// Draws whole numbers that are Poisson distributed: by looking them up in a table
/// of their chances where the mean is small, else by Hörmann's transformed
/// rejection with squeeze (PTRS), so that the cost does not grow with the mean.
/// W. Hörmann, The transformed rejection method for generating Poisson random
/// variables, Insurance: Mathematics and Economics 12 (1993), 39-45.
class Poisson {
 public:
  /// REQUIRES: `mean` is finite and not negative.
  explicit Poisson(double mean = 0) { set_mean(mean); }

  void set_mean(double mean);
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] std::int64_t draw(Random& random) const {
    return looked_up_ ? by_table(random.uniform()) : by_rejection(random);
  }

 private:
  static constexpr std::size_t guides = 64;

  void make_table();
  void make_constants();
  [[nodiscard]] std::int64_t by_table(double u) const {
    std::size_t place = guide_[static_cast<std::size_t>(u * guides)];
    while (u >= cumulated_[place]) ++place;
    return first_ + static_cast<std::int64_t>(place);
  }
  [[nodiscard]] std::int64_t by_rejection(Random& random) const;

  double mean_ = 0;
  bool looked_up_ = true;
  // The table: the chance of `first_` and its next ones together.
  std::int64_t first_ = 0;
  std::vector<double> cumulated_ = {};
  std::array<std::uint16_t, guides> guide_ = {};  ///< where a share of the chances begins
  // Hörmann's constants.
  double log_mean_ = 0;
  double a_ = 0;
  double b_ = 0;
  double inverse_alpha_ = 0;
  double v_r_ = 0;
};

}  // namespace sluice::sim
