#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "aws/credentials/fixed.hpp"
#include "base/one_line.hpp"
#include "demo/bootstrap_zip.hpp"
#include "demo/director.hpp"
#include "demo/page.hpp"
#include "demo/stage.hpp"
#include "http/client.hpp"
#include "publish/statistics.hpp"
#include "sluice/child_process.hpp"
#include "sluice/commands.hpp"
#include "sluice/demo_cloud.hpp"
#include "sluice/demo_screen.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/printing.hpp"

namespace sluice::apps {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// The demo from its cloud's start to its summary.
class Demo {
 public:
  Demo(const DemoOptions& options, const Lent& lent)
      : options_{options},
        lent_{lent},
        http_{{}, lent.clock},
        shared_{http_, lent.clock, lent.sleeper, lent.random, quota_, pacer_, unread_},
        screen_{stdout, ::isatty(STDOUT_FILENO) != 0 ? demo::Style::terminal : demo::Style::plain,
                scenario_} {}

  int run() {
    asio::io_context loop{1};
    asio::signal_set signals{loop, SIGINT, SIGTERM};
    asio::co_spawn(loop, listen(signals), rethrow);
    asio::co_spawn(loop, play(loop.get_executor(), signals), rethrow);
    loop.run();
    return exit_code_;
  }

 private:
  static void rethrow(const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  }

  asio::awaitable<void> listen(asio::signal_set& signals) {
    const auto [error, signal] = co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    stopped_ = true;
    if (director_ != nullptr) director_->stop();
  }

  asio::awaitable<void> play(asio::any_io_executor executor, asio::signal_set& signals) {
    auto cloud = co_await DemoCloud::start(executor, options_, scenario_);
    if (cloud) {
      co_await play_on(*cloud);
      if (options_.keep && !stopped_) co_await keep(*cloud);
      co_await cloud->end();
    } else {
      fail(cloud.error());
    }
    signals.cancel();
  }

  asio::awaitable<void> play_on(DemoCloud& cloud) {
    const Instant started = lent_.clock.now();
    screen_.say(fmt::format(
        "Boxing Day at the orders service: {} to {} tasks, BacklogPerTask {} wanted; {} cloud "
        "seconds a second, at {}",
        scenario_.min_tasks, scenario_.max_tasks, scenario_.target, options_.speed,
        cloud.setting().endpoint.origin()));
    const auto queue = co_await build_stage(scenario_, cloud.setting(), shared_, keys_);
    if (!queue) {
      fail(queue.error());
      cloud.keep_log();
      co_return;
    }
    demo::Window window{cloud.setting(), *queue, shared_, keys_};
    demo::Director director{scenario_, cloud.setting(), window, lent_.sleeper, screen_};
    director_ = &director;
    if (stopped_) director.stop();
    const demo::Performance performance = co_await director.direct();
    director_ = nullptr;
    sum_up(performance, lent_.clock.now() - started);
    if (!performance.closed() && !stopped_) cloud.keep_log();
  }

  void sum_up(const demo::Performance& performance, Duration took) {
    screen_.say("");
    screen_.say("Scaling activities:");
    for (const aws::ScalingActivity& activity : performance.activities) {
      screen_.say(fmt::format("  {}  {}: {} Cause: {}",
                              demo::since(performance.began, activity.start), activity.status_code,
                              activity.status_message, activity.cause));
    }
    write_page(performance, took);
    if (!performance.closed()) {
      fail(performance.missing());
      return;
    }
    screen_.say(fmt::format("The loop closed: {} orders, in {:.0f} s.", performance.orders,
                            std::chrono::duration<double>{took}.count()));
    exit_code_ = exit_codes::done;
  }

  void write_page(const demo::Performance& performance, Duration took) {
    if (options_.page.empty()) return;
    const std::string page =
        demo::page(demo::page_data(performance, scenario_, {options_.speed, took}));
    if (write_file(options_.page, page))
      screen_.say(fmt::format("The page: {}", options_.page));
    else
      fail(fmt::format("{} cannot be written", options_.page));
  }

  asio::awaitable<void> keep(DemoCloud& cloud) {
    screen_.say(
        fmt::format("The cloud stays at {} until Ctrl-C.", cloud.setting().endpoint.origin()));
    while (!stopped_) co_await lent_.sleeper.sleep(100ms);
  }

  void fail(std::string why) {
    std::fputs(fmt::format("sluice demo: {}\n", one_line(std::move(why))).c_str(), stderr);
    exit_code_ = exit_codes::failed;
  }

  const DemoOptions& options_;
  const Lent& lent_;
  const demo::Scenario scenario_;
  http::Client http_;
  aws::RetryQuota quota_;
  aws::Pacer pacer_;
  publish::Statistics unread_;
  aws::Shared shared_;
  /// What `sluice local` is asked with: it shows who asks and proves nothing.
  aws::FixedCredentials keys_{aws::Credentials{"demo", "demo"}};
  DemoScreen screen_;
  demo::Director* director_ = nullptr;
  bool stopped_ = false;
  int exit_code_ = exit_codes::failed;
};

}  // namespace

int run_demo(const DemoOptions& options, const Lent& lent) {
  return Demo{options, lent}.run();
}

}  // namespace sluice::apps
