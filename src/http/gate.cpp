#include "http/gate.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace sluice::http {

namespace asio = boost::asio;

struct Gate::Waiter {
  asio::steady_timer timer;
  bool let_in = false;
};

asio::awaitable<Gate::Place> Gate::enter(Duration limit) {
  if (free_ > 0) {
    --free_;
    co_return Place{this};
  }
  Waiter waiter{asio::steady_timer{co_await asio::this_coro::executor}};
  waiter.timer.expires_after(limit);
  struct InLine {
    std::list<Waiter*>& line;
    std::list<Waiter*>::iterator at;
    ~InLine() { line.erase(at); }
  };
  const InLine in_line{waiting_, waiting_.insert(waiting_.end(), &waiter)};
  co_await waiter.timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return Place{waiter.let_in ? this : nullptr};
}

// NOLINTNEXTLINE(bugprone-exception-escape): cancelling a timer does not fail
void Gate::leave() noexcept {
  for (Waiter* waiter : waiting_) {
    if (waiter->let_in) continue;
    waiter->let_in = true;
    waiter->timer.cancel();
    return;
  }
  ++free_;
}

}  // namespace sluice::http
