#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <optional>
#include <string>

#include "world/lambda/ports.hpp"

namespace sluice::local {

/// Lets the callers of synchronous invocations wait for their results. One event
/// loop and thread.
class InvocationWaiters final : public world::InvocationResults {
 public:
  explicit InvocationWaiters(boost::asio::any_io_executor executor);

  void completed(world::InvocationResult result) override;

  /// The result of an invocation that has begun and not ended yet. REQUIRES: one
  /// waiter for each.
  boost::asio::awaitable<world::InvocationResult> result(std::string request_id);

  /// Ends all waiting: the functions were stopped.
  void cancel_all();

 private:
  struct Waiter {
    boost::asio::steady_timer filled;
    std::optional<world::InvocationResult> result = {};
  };

  boost::asio::any_io_executor executor_;
  std::map<std::string, Waiter*, std::less<>> waiters_;
};

}  // namespace sluice::local
