#include "http/crew.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace sluice::http {

namespace asio = boost::asio;

Crew::Crew(asio::any_io_executor executor)
    : executor_{std::move(executor)}, empty_{executor_, asio::steady_timer::time_point::max()} {}

void Crew::start(asio::awaitable<void> work) {
  const auto self = running_.emplace(running_.end());
  const auto ended = [this, self](const std::exception_ptr& thrown) {
    running_.erase(self);
    if (running_.empty()) empty_.cancel();
    if (!thrown) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
      if (error.code() != asio::error::operation_aborted) throw;  // else: it was cancelled
    }
  };
  asio::co_spawn(executor_, std::move(work), asio::bind_cancellation_slot(self->slot(), ended));
}

void Crew::cancel() {
  for (auto member = running_.begin(); member != running_.end();)
    (member++)->emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> Crew::all_ended() {
  while (!running_.empty()) co_await empty_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace sluice::http
