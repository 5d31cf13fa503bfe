#include "sim/policy/hpa_rules.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::sim {
namespace {

constexpr Duration up_period = std::chrono::seconds{15};
constexpr std::int64_t up_pods = 4;

}  // namespace

std::int64_t replicas_for(double total, double target, std::int64_t replicas, double tolerance) {
  const double ratio = total / (target * static_cast<double>(replicas));
  if (std::abs(1 - ratio) <= tolerance) return replicas;
  return static_cast<std::int64_t>(std::ceil(total / target));
}

std::int64_t HpaBehavior::stabilized(std::int64_t current, std::int64_t wanted, Instant now) {
  while (!wanted_.empty() && wanted_.front().at <= now - stabilization_) wanted_.pop_front();
  wanted_.push_back({now, wanted});
  std::int64_t highest = wanted;
  for (const Change& one : wanted_) highest = std::max(highest, one.by);
  // Up at once, for scaling up has no window; down to the highest of the window.
  return wanted > current ? wanted : std::min(current, highest);
}

std::int64_t HpaBehavior::up_limit(std::int64_t current, Instant now) {
  while (!ups_.empty() && ups_.front().at <= now - up_period) ups_.pop_front();
  std::int64_t began = current;
  for (const Change& one : ups_) began -= one.by;
  return std::max(began + up_pods, began * 2);
}

std::int64_t HpaBehavior::decide(std::int64_t current, std::int64_t wanted,
                                 const world::CapacityBounds& bounds, Instant now) {
  std::int64_t next = stabilized(current, wanted, now);
  if (next > current) next = std::max(current, std::min(next, up_limit(current, now)));
  next = bounds.clamp(next);
  if (next > current) ups_.push_back({now, next - current});
  return next;
}

}  // namespace sluice::sim
