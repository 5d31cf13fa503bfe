#include "http/names.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

namespace sluice::http {
namespace {

using asio::ip::tcp;

/// getaddrinfo tells no time to live; ten seconds cover a burst of connections
/// and follow a fail-over of DNS soon enough.
constexpr Duration memory = std::chrono::seconds{10};

}  // namespace

struct Names::LookUp {
  explicit LookUp(const asio::any_io_executor& executor) : resolver{executor} {}

  [[nodiscard]] bool usable(Instant now) const {
    return !answered || (!error && now - *answered < memory);
  }

  tcp::resolver resolver;
  std::vector<asio::steady_timer*> waiting = {};  ///< cancelled when the answer is there
  std::optional<Instant> answered = {};
  boost::system::error_code error = {};
  Addresses addresses = {};
};

/// Stands in a look-up's line for as long as it lives.
class Names::Waiting {
 public:
  Waiting(LookUp& look_up, asio::steady_timer* timer) : look_up_{look_up}, timer_{timer} {
    look_up_.waiting.push_back(timer);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { std::erase(look_up_.waiting, timer_); }

 private:
  LookUp& look_up_;
  asio::steady_timer* timer_;
};

asio::awaitable<std::shared_ptr<Names::LookUp>> Names::begin(const Url& url) {
  auto look_up = std::make_shared<LookUp>(co_await asio::this_coro::executor);
  look_ups_[url.origin()] = look_up;
  look_up->resolver.async_resolve(
      url.host, std::to_string(url.port),
      [this, weak = std::weak_ptr{look_up}](boost::system::error_code error,
                                            const tcp::resolver::results_type& found) {
        const auto self = weak.lock();
        if (!self) return;
        self->error = error;
        for (const auto& entry : found) self->addresses.push_back(entry.endpoint());
        self->answered = clock_.now();
        for (asio::steady_timer* waiter : self->waiting) waiter->cancel();
      });
  co_return look_up;
}

asio::awaitable<Result<Names::Addresses, TransportError>> Names::find(const Url& url,
                                                                      Duration limit) {
  boost::system::error_code not_literal;
  const auto address = asio::ip::make_address(url.host, not_literal);
  if (!not_literal) co_return Addresses{tcp::endpoint{address, url.port}};

  const auto known = look_ups_.find(url.origin());
  std::shared_ptr<LookUp> look_up;
  if (known != look_ups_.end() && known->second->usable(clock_.now()))
    look_up = known->second;
  else
    look_up = co_await begin(url);

  if (!look_up->answered) {
    asio::steady_timer patience{co_await asio::this_coro::executor};
    patience.expires_after(limit);
    const Waiting waiting{*look_up, &patience};
    co_await patience.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (!look_up->answered) {
    co_return Failure<TransportError>{
        TransportError{TransportError::Kind::timeout,
                       fmt::format("{}: its address was not found in time", url.host)}};
  }
  if (look_up->error) {
    co_return Failure<TransportError>{
        TransportError{TransportError::Kind::resolve,
                       fmt::format("{}: no such host ({})", url.host, look_up->error.message())}};
  }
  co_return look_up->addresses;
}

}  // namespace sluice::http
