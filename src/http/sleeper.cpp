#include "http/sleeper.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace sluice::http {

namespace asio = boost::asio;

asio::awaitable<void> TimerSleeper::sleep(Duration span) {
  asio::steady_timer timer{co_await asio::this_coro::executor};
  timer.expires_after(span);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace sluice::http
