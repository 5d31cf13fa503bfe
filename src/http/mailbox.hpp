#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <utility>

namespace sluice::http {

/// Things that happened, in their order, for one reader that waits for them.
/// One thread.
template <class Item>
class Mailbox {
 public:
  explicit Mailbox(const boost::asio::any_io_executor& executor)
      : filled_{executor, boost::asio::steady_timer::time_point::max()} {}

  void put(Item item) {
    items_.push_back(std::move(item));
    filled_.cancel();
  }

  boost::asio::awaitable<Item> take() {
    while (items_.empty())
      co_await filled_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    Item item = std::move(items_.front());
    items_.pop_front();
    co_return item;
  }

 private:
  boost::asio::steady_timer filled_;
  std::deque<Item> items_;
};

}  // namespace sluice::http
