#include "plan/front.hpp"

#include <algorithm>

namespace sluice::plan {

void Front::add(const Point& point) {
  const auto beats = [](const Point& a, const Point& b) {
    return a.task_seconds <= b.task_seconds && a.value <= b.value;
  };
  // Of equals the one that was tried first stays.
  if (std::ranges::any_of(points_, [&](const Point& one) { return beats(one, point); })) return;
  std::erase_if(points_, [&](const Point& one) { return beats(point, one); });
  const auto place = std::ranges::find_if(
      points_, [&](const Point& one) { return one.task_seconds > point.task_seconds; });
  points_.insert(place, point);
}

std::optional<double> Front::value_below(std::int64_t task_seconds) const {
  std::optional<double> least;
  for (const Point& one : points_)
    if (one.task_seconds < task_seconds) least = one.value;
  return least;
}

}  // namespace sluice::plan
