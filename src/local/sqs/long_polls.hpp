#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>

#include "http/departure.hpp"
#include "world/sqs/sqs.hpp"

namespace sluice::local {

/// Holds the ReceiveMessage calls that wait until the world answers them. One
/// event loop, one thread. `sqs` must outlive it; both must outlive the calls,
/// or `cancel_all` and one more turn of the loop come first.
class LongPolls {
 public:
  explicit LongPolls(world::Sqs& sqs) : sqs_{sqs} {}
  LongPolls(const LongPolls&) = delete;
  LongPolls& operator=(const LongPolls&) = delete;

  /// Waits until `deliver` brings the answer. Where the wait is given up (the
  /// client departs, or the coroutine is destroyed), the world's poll is
  /// cancelled: no message goes to nobody. `departure` may be null.
  boost::asio::awaitable<world::Answer<world::ReceiveMessageResponse>> answer_of(
      world::PollTicket ticket, http::Departure* departure);

  /// Wakes the calls that the world has answered. Call after everything that
  /// may have answered one: each SQS call, and the world's `run`.
  void deliver();

  /// Answers every call as if its time were up: for the end.
  void cancel_all();
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }

 private:
  struct Waiter;

  world::Sqs& sqs_;
  std::map<world::PollTicket, Waiter*> waiting_;
};

}  // namespace sluice::local
