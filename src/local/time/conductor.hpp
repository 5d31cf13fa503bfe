#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "base/time.hpp"
#include "local/time/cloud_clock.hpp"

namespace sluice::local {

/// What goes through time.
class Timed {
 public:
  Timed() = default;
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  virtual ~Timed() = default;

  /// When something happens next by itself; empty: never.
  [[nodiscard]] virtual std::optional<Instant> due() = 0;
  /// Does all that is due at `now` or before, in the order of time.
  virtual void run(Instant now) = 0;
  /// Whether no real work is under way that a jump has to wait for (functions
  /// that were invoked, tasks that end).
  [[nodiscard]] virtual bool idle() = 0;
};

/// Moves the world through time: as its clock goes, and by jumps, in which all
/// that falls due happens in order and real work is waited for. One event loop,
/// one thread. `clock` and `world` must outlive it.
class Conductor {
 public:
  Conductor(const boost::asio::any_io_executor& executor, CloudClock& clock, Timed& world);

  /// Runs what falls due, when it does, until `stop`.
  boost::asio::awaitable<void> conduct();
  void stop();

  /// Brings the world to the present and says when that is. During a jump the
  /// present is where the jump has got to.
  Instant present();

  /// To be called when the world has changed, or real work has ended: something
  /// may be due earlier than it was.
  void changed();

  /// Runs all that falls due within `by`, in order, at its own instant each;
  /// after each, waits for real work to end (a function's calls see the instant
  /// of its invocation), for `patience` of real time at most. Jumps that
  /// overlap come one after the other.
  boost::asio::awaitable<void> advance(Duration by);

  void set_speed(double speed);

  /// How long a jump waits for a function, in real time: Lambda's own limit.
  static constexpr Duration patience = std::chrono::minutes{15};

 private:
  boost::asio::awaitable<void> step_until(Instant end);
  boost::asio::awaitable<void> quiet();

  CloudClock& clock_;
  Timed& world_;
  boost::asio::steady_timer alarm_;    ///< rings when something is due
  boost::asio::steady_timer changes_;  ///< cancelled by each change, for jumps
  std::optional<Instant> set_for_;     ///< what `alarm_` waits for
  bool jumping_ = false;
  bool stopped_ = false;
};

}  // namespace sluice::local
