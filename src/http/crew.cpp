#include "http/crew.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace sluice::http {

namespace asio = boost::asio;

Crew::Crew(asio::any_io_executor executor)
    : executor_{std::move(executor)}, empty_{executor_, asio::steady_timer::time_point::max()} {}

/// Hears how a member ended, and has the slot that cancels it. It is written out
/// because with bind_cancellation_slot Boost 1.81's co_spawn posts what cancel()
/// says outside of the loop, to a member that may have ended before it arrives.
struct Crew::Ended {
  using cancellation_slot_type = asio::cancellation_slot;
  [[nodiscard]] asio::cancellation_slot get_cancellation_slot() const noexcept {
    return self->slot();
  }

  void operator()(const std::exception_ptr& thrown) const {
    crew->running_.erase(self);
    if (crew->running_.empty()) crew->empty_.cancel();
    if (!thrown) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
      if (error.code() != asio::error::operation_aborted) throw;  // else: it was cancelled
    }
  }

  Crew* crew;
  std::list<asio::cancellation_signal>::iterator self;
};

void Crew::start(asio::awaitable<void> work) {
  const Ended ended{this, running_.emplace(running_.end())};
  asio::co_spawn(executor_, std::move(work), ended);
}

void Crew::cancel() {
  for (auto member = running_.begin(); member != running_.end();)
    (member++)->emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> Crew::all_ended() {
  while (!running_.empty()) co_await empty_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace sluice::http
