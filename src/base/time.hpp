#pragma once

#include <chrono>

namespace sluice {

using Duration = std::chrono::nanoseconds;

/// The line on which everything is placed: nanoseconds since the Unix epoch,
/// UTC, without leap seconds. It has no `now()` on purpose: an Instant can only
/// be handed to you, so code that reads a clock behind the caller's back does
/// not compile. Real, fast and virtual time are the same line, differently
/// travelled (docs/decisions/0002-one-timeline.md).
struct Timeline {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Timeline>;
  static constexpr bool is_steady = false;
};
using Instant = Timeline::time_point;

/// Where an Instant comes from. `main` makes one and lends it to the shells
/// around the pure layers, which never see it.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

/// Stands still until told to move. Never goes back.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start = {}) : now_{start} {}
  [[nodiscard]] Instant now() const override { return now_; }
  void advance(Duration by) { now_ += by; }

 private:
  Instant now_;
};

}  // namespace sluice
