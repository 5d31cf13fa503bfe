#pragma once

#include <optional>

#include "base/time.hpp"

namespace sluice::local {

/// The cloud's time: it starts where it is told, goes `speed` times as fast as
/// the clock that it is lent, and can be made to jump or to stand. Never goes
/// back.
class CloudClock final : public Clock {
 public:
  /// `real` must outlive it. Speed 0: it stands, and moves by jumps alone.
  CloudClock(const Clock& real, Instant start, double speed);

  [[nodiscard]] Instant now() const override;

  [[nodiscard]] double speed() const { return speed_; }
  /// From now on. REQUIRES: finite, not negative.
  void set_speed(double speed);

  /// Stands from here on, whatever the speed, until `go`.
  void stand();
  void go();
  /// Moves a clock that stands to `at`; nothing happens where that is past.
  void move_to(Instant at);

  /// How long until `at` in real time: zero where it is past, empty where the
  /// clock stands.
  [[nodiscard]] std::optional<Duration> real_time_until(Instant at) const;

 private:
  void settle();

  const Clock& real_;
  double speed_;
  bool standing_ = false;
  Instant cloud_base_;  ///< the cloud's time at `real_base_`
  Instant real_base_;
};

}  // namespace sluice::local
