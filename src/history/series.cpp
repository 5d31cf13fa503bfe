#include "history/series.hpp"

#include <algorithm>

namespace sluice::history {

void Series::note(const Bins& bins, Instant at, double value) {
  const auto bin = bins.index_of(at);
  if (bin && value >= 0) values[*bin] = value;
}

bool Series::empty() const {
  return std::ranges::none_of(values, [](const auto& value) { return value.has_value(); });
}

}  // namespace sluice::history
