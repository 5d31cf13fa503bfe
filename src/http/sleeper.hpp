#pragma once

#include <boost/asio/awaitable.hpp>

#include "base/time.hpp"

namespace sluice::http {

/// Lets time pass. Lent, as the clock is: a test lends one that moves its clock
/// and returns at once.
class Sleeper {
 public:
  Sleeper() = default;
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;
  virtual ~Sleeper() = default;

  virtual boost::asio::awaitable<void> sleep(Duration span) = 0;
};

/// Sleeps on the event loop that runs the calling coroutine.
class TimerSleeper final : public Sleeper {
 public:
  boost::asio::awaitable<void> sleep(Duration span) override;
};

}  // namespace sluice::http
