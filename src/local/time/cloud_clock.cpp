#include "local/time/cloud_clock.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace sluice::local {
namespace {

/// Longer waits are cut to this; whoever waits asks again.
constexpr Duration longest_wait = std::chrono::hours{1};

}  // namespace

CloudClock::CloudClock(const Clock& real, Instant start, double speed)
    : real_{real}, speed_{speed}, cloud_base_{start}, real_base_{real.now()} {}

Instant CloudClock::now() const {
  if (standing_ || speed_ == 0) return cloud_base_;
  // A wall clock that was set back must not take the cloud with it.
  const Duration passed = std::max(real_.now() - real_base_, Duration::zero());
  const double scaled = static_cast<double>(passed.count()) * speed_;
  return cloud_base_ + Duration{std::llround(scaled)};
}

void CloudClock::settle() {
  cloud_base_ = now();
  real_base_ = real_.now();
}

void CloudClock::set_speed(double speed) {
  CHECK(std::isfinite(speed) && speed >= 0);
  settle();
  speed_ = speed;
}

void CloudClock::stand() {
  settle();
  standing_ = true;
}

void CloudClock::go() {
  standing_ = false;
  real_base_ = real_.now();
}

void CloudClock::move_to(Instant at) {
  CHECK(standing_);
  cloud_base_ = std::max(cloud_base_, at);
}

std::optional<Duration> CloudClock::real_time_until(Instant at) const {
  const Duration ahead = at - now();
  if (ahead <= Duration::zero()) return Duration::zero();
  if (standing_ || speed_ == 0) return std::nullopt;
  const double real = std::ceil(static_cast<double>(ahead.count()) / speed_);
  if (real >= static_cast<double>(longest_wait.count())) return longest_wait;
  return Duration{std::llround(real)};
}

}  // namespace sluice::local
