#include "sim/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::sim {

template <class Visit>
void Histogram::for_each(Visit visit) const {
  for (std::size_t i = 0; i < dense_.size(); ++i)
    if (dense_[i] != 0) visit(static_cast<std::int64_t>(i), dense_[i]);
  for (const auto& [seconds, times] : sparse_) visit(seconds, times);
}

std::int64_t Histogram::count() const {
  std::int64_t sum = 0;
  for_each([&](std::int64_t, std::int64_t times) { sum += times; });
  return sum;
}

std::int64_t Histogram::quantile(double share) const {
  const auto wanted = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count()))));
  std::int64_t so_far = 0;
  std::int64_t found = 0;
  for_each([&](std::int64_t seconds, std::int64_t times) {
    if (so_far < wanted) found = seconds;
    so_far += times;
  });
  return found;
}

std::int64_t Histogram::largest() const {
  std::int64_t last = 0;
  for_each([&](std::int64_t seconds, std::int64_t) { last = seconds; });
  return last;
}

Histogram::Excess Histogram::above(std::int64_t limit) const {
  Excess excess;
  for_each([&](std::int64_t seconds, std::int64_t times) {
    if (seconds <= limit) return;
    excess.count += times;
    excess.seconds += static_cast<double>(times) * static_cast<double>(seconds - limit);
  });
  return excess;
}

}  // namespace sluice::sim
