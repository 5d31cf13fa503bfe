#pragma once

#include <cstdint>
#include <random>

namespace sluice {

/// Chance, lent by `main`: the same seed gives the same numbers on every
/// machine. One thread only.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_{seed} {}

  /// A number in [0, 1), evenly spread over 2^53 values.
  [[nodiscard]] double uniform() {
    constexpr double one_over_two_to_53 = 1.0 / 9007199254740992.0;
    return static_cast<double>(engine_() >> 11U) * one_over_two_to_53;
  }

  /// 64 random bits.
  [[nodiscard]] std::uint64_t bits() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace sluice
