#include "local/sqs/long_polls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

namespace sluice::local {

namespace asio = boost::asio;

/// Lives in the frame of the waiting coroutine, and leaves the list with it.
struct LongPolls::Waiter {
  Waiter(LongPolls& owner, world::PollTicket its, http::Departure* clients,
         const asio::any_io_executor& executor)
      : polls{owner},
        ticket{its},
        departure{clients},
        answered{executor, asio::steady_timer::time_point::max()} {
    polls.waiting_.emplace(ticket, this);
    if (departure != nullptr) departure->notice([this] { answered.cancel(); });
  }
  ~Waiter() {
    if (departure != nullptr) departure->notice({});
    polls.waiting_.erase(ticket);
    if (!answer) polls.sqs_.cancel_poll(ticket);
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  LongPolls& polls;
  world::PollTicket ticket;
  http::Departure* departure;
  asio::steady_timer answered;  ///< cancelled when the answer is there, or the client is not
  std::optional<world::Answer<world::ReceiveMessageResponse>> answer;
};

asio::awaitable<world::Answer<world::ReceiveMessageResponse>> LongPolls::answer_of(
    world::PollTicket ticket, http::Departure* departure) {
  Waiter waiter{*this, ticket, departure, co_await asio::this_coro::executor};
  co_await waiter.answered.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!waiter.answer) co_return world::ReceiveMessageResponse{};
  co_return *std::move(waiter.answer);
}

void LongPolls::deliver() {
  if (!sqs_.has_answered()) return;
  for (world::AnsweredPoll& poll : sqs_.take_answered()) {
    const auto found = waiting_.find(poll.ticket);
    if (found == waiting_.end()) continue;  // has gone in the meantime
    found->second->answer = std::move(poll.answer);
    found->second->answered.cancel();
  }
}

void LongPolls::cancel_all() {
  for (const auto& [ticket, waiter] : waiting_) waiter->answered.cancel();
}

}  // namespace sluice::local
