#pragma once

#include <chrono>

#include "base/time.hpp"

namespace sluice {

/// The machine's time. It runs evenly (differences between two readings are
/// true durations) and follows the wall clock only when that has been set, or
/// the machine slept: from one second of difference on, it jumps to the wall
/// clock. One thread only.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    const Duration steady = std::chrono::steady_clock::now().time_since_epoch();
    const Duration wall = std::chrono::system_clock::now().time_since_epoch();
    const Duration drift = wall - steady - offset_;
    if (std::chrono::abs(drift) >= std::chrono::seconds{1}) offset_ = wall - steady;
    return Instant{steady + offset_};
  }

 private:
  mutable Duration offset_{};
};

}  // namespace sluice
