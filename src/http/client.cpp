#include "http/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/this_coro.hpp>
#include <list>

#include "http/gate.hpp"
#include "http/line.hpp"
#include "http/names.hpp"
#include "http/tls.hpp"

namespace sluice::http {
namespace {

using Kind = TransportError::Kind;

/// A wait with no limit of its own is bounded all the same: by a day.
constexpr Duration no_limit = std::chrono::hours{24};

Failure<TransportError> failed(Kind kind, std::string message) {
  return Failure<TransportError>{TransportError{kind, std::move(message)}};
}

}  // namespace

class Client::Pool {
 public:
  Pool(ClientOptions options, const Clock& clock)
      : options_{std::move(options)},
        clock_{clock},
        names_{clock},
        gate_{options_.most_connections} {}

  asio::awaitable<Result<Response, TransportError>> send(Request request) {
    const Instant started = clock_.now();
    const Gate::Place place = co_await gate_.enter(request.time_limit.value_or(no_limit));
    if (!place)
      co_return failed(Kind::timeout, fmt::format("{}: all {} connections were in use for the "
                                                  "whole time limit",
                                                  request.url.origin(), options_.most_connections));
    auto line = take_idle(request.url);
    if (!line) {
      make_room();
      auto connected = co_await connect(request, started);
      if (!connected) co_return Failure<TransportError>{std::move(connected.error())};
      line = std::move(*connected);
    }
    if (request.time_limit) *request.time_limit = left(*request.time_limit, started);
    auto answer = co_await line->exchange(request, options_.largest_body);
    if (answer) keep(request.url, std::move(line));
    co_return answer;
  }

 private:
  struct Idle {
    std::string origin;
    std::unique_ptr<Line> line;
    Instant since;
  };

  /// At least a millisecond, so that what is late ends as a timeout like
  /// everything else.
  [[nodiscard]] Duration left(Duration limit, Instant started) const {
    return std::max<Duration>(limit - (clock_.now() - started), std::chrono::milliseconds{1});
  }

  std::unique_ptr<Line> take_idle(const Url& url) {
    const std::string origin = url.origin();
    const Instant now = clock_.now();
    std::erase_if(idle_, [&](const Idle& i) { return now - i.since > options_.idle_limit; });
    for (;;) {
      const auto found = std::ranges::find(idle_, origin, &Idle::origin);
      if (found == idle_.end()) return nullptr;
      auto line = std::move(found->line);
      idle_.erase(found);
      if (line->reusable()) return line;
    }
  }

  void keep(const Url& url, std::unique_ptr<Line> line) {
    if (!line->reusable()) return;
    idle_.push_front(Idle{url.origin(), std::move(line), clock_.now()});
  }

  /// The bound is on idle connections and those in use together: to open one
  /// more may mean to close the oldest.
  void make_room() {
    while (idle_.size() > gate_.free()) idle_.pop_back();
  }

  asio::awaitable<Result<std::unique_ptr<Line>, TransportError>> connect(const Request& request,
                                                                         Instant started) {
    const bool secure = request.url.secure();
    if (secure && !tls_) {
      auto made = client_tls(options_.ca_bundle);
      if (!made) co_return failed(Kind::tls, made.error());
      tls_ = std::move(*made);
    }
    const bool proxied =
        secure && options_.proxy && !goes_around(*options_.proxy, request.url.host);
    Line::Making making{.names = names_,
                        .proxy = proxied ? &*options_.proxy : nullptr,
                        .tls = secure ? tls_.get() : nullptr,
                        .limit = options_.connect_limit};
    if (request.time_limit)
      making.limit = std::min(making.limit, left(*request.time_limit, started));
    co_return co_await Line::connect(request.url, making);
  }

  ClientOptions options_;
  const Clock& clock_;
  Names names_;
  Gate gate_;
  std::unique_ptr<asio::ssl::context> tls_;
  std::list<Idle> idle_;  ///< the freshest first
};

Client::Client(ClientOptions options, const Clock& clock)
    : pool_{std::make_unique<Pool>(std::move(options), clock)} {}
Client::~Client() = default;

asio::awaitable<Result<Response, TransportError>> Client::send(Request request) {
  return pool_->send(std::move(request));
}

}  // namespace sluice::http
