#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace sluice::sim {

/// How often each whole number of seconds occurred. Exact, however many there
/// are: it costs memory by the largest number, not by the count.
class Histogram {
 public:
  /// REQUIRES: `seconds` is not negative.
  void add(std::int64_t seconds, std::int64_t times) {
    if (seconds >= dense_limit) {
      sparse_[seconds] += times;
      return;
    }
    const auto place = static_cast<std::size_t>(seconds);
    if (place >= dense_.size()) dense_.resize(place + 1);
    dense_[place] += times;
  }

  [[nodiscard]] std::int64_t count() const;
  /// The smallest number that at least the share `share` of all do not exceed; 0
  /// where there are none. REQUIRES: 0 < share <= 1.
  [[nodiscard]] std::int64_t quantile(double share) const;
  [[nodiscard]] std::int64_t largest() const;
  /// How many exceed `limit`, and by how much all of them together.
  struct Excess {
    std::int64_t count = 0;
    double seconds = 0;
  };
  [[nodiscard]] Excess above(std::int64_t limit) const;

 private:
  /// A day: longer waits are so rare in a run that they can be kept one by one.
  static constexpr std::int64_t dense_limit = 86'400;

  template <class Visit>
  void for_each(Visit visit) const;

  std::vector<std::int64_t> dense_;
  std::map<std::int64_t, std::int64_t> sparse_;
};

}  // namespace sluice::sim
