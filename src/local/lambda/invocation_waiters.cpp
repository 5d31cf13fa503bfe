#include "local/lambda/invocation_waiters.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace sluice::local {

namespace asio = boost::asio;

InvocationWaiters::InvocationWaiters(asio::any_io_executor executor)
    : executor_{std::move(executor)} {}

void InvocationWaiters::completed(world::InvocationResult result) {
  const auto found = waiters_.find(result.request_id);
  if (found == waiters_.end()) return;
  found->second->result = std::move(result);
  found->second->filled.cancel();
}

void InvocationWaiters::cancel_all() {
  for (const auto& [id, waiter] : waiters_) {
    waiter->result = world::InvocationResult{
        .request_id = id,
        .executed_version = "$LATEST",
        .payload = R"({"errorMessage":"The function was stopped with its cloud."})",
        .function_error = true};
    waiter->filled.cancel();
  }
}

asio::awaitable<world::InvocationResult> InvocationWaiters::result(std::string request_id) {
  Waiter waiter{.filled = asio::steady_timer{executor_, asio::steady_timer::time_point::max()}};
  waiters_.emplace(request_id, &waiter);
  struct Leaving {
    std::map<std::string, Waiter*, std::less<>>& waiters;
    const std::string& id;
    ~Leaving() { waiters.erase(id); }
  };
  const Leaving leaving{waiters_, request_id};
  while (!waiter.result) co_await waiter.filled.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::move(*waiter.result);
}

}  // namespace sluice::local
