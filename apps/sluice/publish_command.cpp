#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdio>

#include "http/server.hpp"
#include "sluice/commands.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/printing.hpp"
#include "sluice/publishing.hpp"

namespace sluice::apps {
namespace {

namespace asio = boost::asio;

/// Answers GET /metrics for Prometheus.
class MetricsPage final : public http::Service {
 public:
  explicit MetricsPage(const publish::Statistics& statistics) : statistics_{statistics} {}

  asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override {
    http::Response response;
    if (request.url.target != "/metrics") {
      response.status = 404;
    } else if (request.method != "GET") {
      response.status = 405;
    } else {
      response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      response.body = statistics_.prometheus();
    }
    co_return response;
  }

 private:
  const publish::Statistics& statistics_;
};

/// Hears SIGTERM, SIGINT and SIGHUP until it is cancelled.
asio::awaitable<void> listen_to_signals(asio::signal_set& signals, Publishing& publishing) {
  for (;;) {
    const auto [error, signal] = co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    if (signal == SIGHUP)
      publishing.reload();
    else
      publishing.driver().tell(publish::StopAsked{});
  }
}

Result<std::unique_ptr<http::Server>, std::string> serve_metrics(asio::io_context& loop,
                                                                 const PublishOptions& options,
                                                                 http::Service& page, Log& log) {
  if (!options.metrics_port) return nullptr;
  const http::ServerOptions server{.address = options.metrics_address,
                                   .port = *options.metrics_port};
  auto listening = http::Server::listen(loop.get_executor(), server, page);
  if (!listening) return Failure<std::string>{"--metrics-port: " + listening.error()};
  log.info("metrics", {{"url", fmt::format("http://{}:{}/metrics", options.metrics_address,
                                           (*listening)->port())}});
  return listening;
}

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

asio::awaitable<void> work(Publishing& publishing, asio::signal_set& signals,
                           http::Server* metrics) {
  co_await publishing.driver().run(publish::Woke{});
  signals.cancel();
  if (metrics != nullptr) metrics->stop();
}

}  // namespace

int run_publish(const PublishOptions& options, const Lent& lent) {
  asio::io_context loop{1};
  auto publishing = Publishing::make(loop.get_executor(), options, lent);
  if (!publishing) return refused(std::move(publishing.error()));
  MetricsPage page{(*publishing)->statistics()};
  auto metrics = serve_metrics(loop, options, page, lent.log);
  if (!metrics) return refused(std::move(metrics.error()));
  asio::signal_set signals{loop, SIGTERM, SIGINT};
  if (options.every) signals.add(SIGHUP);
  asio::co_spawn(loop, listen_to_signals(signals, **publishing), rethrow);
  asio::co_spawn(loop, work(**publishing, signals, metrics->get()), rethrow);
  loop.run();
  const auto failed = (*publishing)->last_tick().count(record::PublishStatus::failed);
  return options.every || failed == 0 ? exit_codes::done : exit_codes::failed;
}

}  // namespace sluice::apps
