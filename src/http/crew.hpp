#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>

namespace sluice::http {

/// Coroutines that run side by side and belong to somebody: it sees them all
/// end. One thread. REQUIRES: `all_ended` was awaited before the Crew goes.
class Crew {
 public:
  explicit Crew(boost::asio::any_io_executor executor);

  /// Starts `work` next to what already runs.
  void start(boost::asio::awaitable<void> work);
  [[nodiscard]] std::size_t size() const { return running_.size(); }

  /// Interrupts everything that waits; each coroutine unwinds. REQUIRES: the
  /// loop has run since the last `start`, unless that was called on the loop.
  void cancel();
  boost::asio::awaitable<void> all_ended();

 private:
  struct Ended;

  boost::asio::any_io_executor executor_;
  boost::asio::steady_timer empty_;  ///< cancelled when the last has ended
  std::list<boost::asio::cancellation_signal> running_;
};

}  // namespace sluice::http
