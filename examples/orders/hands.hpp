#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "aws/sqs/client.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "orders/settings.hpp"
#include "orders/worker.hpp"

namespace sluice::orders {

namespace asio = boost::asio;

/// What the hands are lent. All of it must outlive them.
struct Tools {
  aws::SqsClient& sqs;
  http::Service& http;  ///< the way to the ECS agent
  const Clock& clock;
  Log& log;
};

/// Does what the Worker says, on one event loop.
class Hands {
 public:
  Hands(const asio::any_io_executor& executor, Settings settings, Tools tools);

  /// Works until it is stopped.
  asio::awaitable<void> run();

  /// SIGTERM: ends after the order in hand, which is given back where it would
  /// take too long. A long poll that is going on is waited for: what it brings
  /// at the last moment would else be hidden until its visibility timeout.
  void stop();

 private:
  asio::awaitable<Event> perform(Receive action);
  asio::awaitable<Event> perform(SetProtection action);
  asio::awaitable<Event> perform(Wait action);
  asio::awaitable<Event> perform(DeleteOrder action);
  asio::awaitable<Event> perform(GiveBack action);

  Settings settings_;
  Tools tools_;
  Worker worker_;
  asio::steady_timer timer_;
};

}  // namespace sluice::orders
