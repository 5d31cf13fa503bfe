#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdio>

#include "base/one_line.hpp"
#include "orders/hands.hpp"
#include "publish/statistics.hpp"
#include "sluice/commands.hpp"
#include "sluice/exit_codes.hpp"

namespace sluice::apps {
namespace {

namespace asio = boost::asio;

int refused(std::string why) {
  std::fputs(fmt::format("orders: {}\n", one_line(std::move(why))).c_str(), stderr);
  return exit_codes::wrong_usage;
}

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

asio::awaitable<void> listen_to_signals(asio::signal_set& signals, orders::Hands& hands) {
  const auto [error, signal] = co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!error) hands.stop();
}

asio::awaitable<void> work(orders::Hands& hands, asio::signal_set& signals) {
  co_await hands.run();
  signals.cancel();
}

}  // namespace

int run_orders_worker(const OrdersWorkerOptions& /*options*/, const Lent& lent) {
  auto worker = orders::read_settings(lent.environment);
  if (!worker) return refused(std::move(worker.error()));
  auto settings = load_aws_settings(lent);
  if (!settings) return refused(std::move(settings.error()));
  const auto endpoint = aws::resolve_endpoint(aws::sqs, settings->settings.endpoints);
  if (!endpoint) return refused(endpoint.error());
  const std::string region = settings->settings.endpoints.region;

  asio::io_context loop{1};
  publish::Statistics unread;
  AwsAccess access{std::move(*settings), lent, unread};
  aws::SqsClient sqs{access.connect(aws::sqs, *endpoint, region)};
  http::Client agent{{}, lent.clock};
  orders::Hands hands{loop.get_executor(), std::move(*worker), {sqs, agent, lent.clock, lent.log}};
  asio::signal_set signals{loop, SIGTERM, SIGINT};
  asio::co_spawn(loop, listen_to_signals(signals, hands), rethrow);
  asio::co_spawn(loop, work(hands, signals), rethrow);
  loop.run();
  return 0;
}

}  // namespace sluice::apps
