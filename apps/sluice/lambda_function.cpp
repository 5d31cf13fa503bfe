#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>

#include "lambda/runtime.hpp"
#include "publish/report.hpp"
#include "publish/shard_event.hpp"
#include "sluice/commands.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/publishing.hpp"

namespace sluice::apps {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// What of an invocation's time is kept for its answer.
constexpr Duration answer_time = 500ms;

/// No invocation lasts longer; a deadline beyond it is no deadline.
/// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr Duration longest_invocation = 15min;

using Outcome = Result<std::string, lambda::FunctionError>;

Outcome outcome_of(const record::TickRecord& tick) {
  const std::size_t failures = tick.count(record::PublishStatus::failed);
  if (failures == 0)
    return fmt::format(R"({{"published":{}}})", tick.count(record::PublishStatus::published));
  std::string message =
      fmt::format("{} of {} services have no datapoint", failures, tick.services.size());
  for (const record::ServiceRecord& service : tick.services) {
    if (!service.error) continue;
    message += fmt::format("; {}/{}: {}", service.key.cluster, service.key.service,
                           publish::to_line(*service.error));
    if (message.size() > 2000) {
      message += "; and more, in the log";
      break;
    }
  }
  return Failure<lambda::FunctionError>{{"Sluice.ServicesFailed", std::move(message)}};
}

asio::awaitable<Outcome> invoke(Publishing& publishing, const Clock& clock,
                                lambda::Invocation invocation) {
  const auto shard = publish::shard_of_event(invocation.event);
  if (!shard) co_return Failure<lambda::FunctionError>{{"Sluice.InvalidEvent", shard.error()}};
  // A shard to which no service belongs has nothing to wait for.
  if (publishing.select(*shard) == 0) co_return R"({"published":0})";
  publish::Woke woke;
  if (invocation.deadline != Instant::max())
    woke.limit = std::clamp<Duration>(invocation.deadline - clock.now() - answer_time, 1ms,
                                      longest_invocation);
  co_await publishing.driver().run(woke);
  co_return outcome_of(publishing.last_tick());
}

asio::awaitable<void> serve(lambda::Runtime& runtime, asio::any_io_executor executor,
                            const Lent& lent, std::string& end) {
  // Lambda's log has the failures; its answer is the invocation's, not stdout's.
  PublishOptions options;
  options.output = Output::none;
  auto publishing = Publishing::make(executor, options, lent);
  if (!publishing) {
    lent.log.error("the function cannot start", {{"error", publishing.error()}});
    lambda::FunctionError error{"Sluice.InvalidConfiguration", publishing.error()};
    co_await runtime.report_init_error(std::move(error));
    end = publishing.error();
    co_return;
  }
  const lambda::Handler handler = [&](lambda::Invocation invocation) {
    return invoke(**publishing, lent.clock, std::move(invocation));
  };
  end = (co_await runtime.serve(handler)).message;
}

}  // namespace

int run_lambda(const std::string& host, const Lent& lent) {
  asio::io_context loop{1};
  http::Client http{{}, lent.clock};
  lambda::Runtime runtime{host, http, lent.log};
  std::string end;
  asio::co_spawn(loop, serve(runtime, loop.get_executor(), lent, end),
                 [](const std::exception_ptr& thrown) {
                   if (thrown) std::rethrow_exception(thrown);
                 });
  loop.run();
  lent.log.error("the function ends", {{"error", end}});
  return exit_codes::failed;
}

}  // namespace sluice::apps
