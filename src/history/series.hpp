#pragma once

#include <optional>
#include <vector>

#include "history/bins.hpp"

namespace sluice::history {

/// What CloudWatch says of one metric, bin by bin.
struct Series {
  explicit Series(std::size_t bins = 0) : values(bins), answered(bins, false) {}

  std::vector<std::optional<double>> values;  ///< nothing: it has no datapoint
  /// Whether all datapoints of the time around it were returned; where not, a
  /// missing one means nothing.
  std::vector<bool> answered;

  /// Takes a datapoint, in any order; one outside of `bins`, or below zero as no
  /// count is, is left out.
  void note(const Bins& bins, Instant at, double value);
  [[nodiscard]] bool empty() const;
};

}  // namespace sluice::history
