#include "orders/hands.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "support/kept_log.hpp"
#include "support/run.hpp"
#include "support/skipping_sleeper.hpp"

namespace sluice::orders {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr const char* message =
    R"({"Messages":[{"MessageId":"1","ReceiptHandle":"AQEB","Body":"one tea towel"}]})";

class Unobserved final : public aws::CallObserver {
 public:
  void attempted(const aws::ServiceDescription&, std::string_view, Duration,
                 const aws::Error*) override {}
  void retrying(const aws::ServiceDescription&, std::string_view) override {}
};

/// A queue with some orders, and an ECS agent, on one line; keeps what is asked.
class Cloud final : public http::Service {
 public:
  http::asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override {
    http::Response response{.body = "{}"};
    if (request.method == "PUT") {
      asked.push_back("PUT " + request.url.target + " " + request.body);
      on_protection();
    } else {
      const std::string target{request.headers.find("X-Amz-Target").value_or("")};
      asked.push_back(target.substr(target.find('.') + 1));
      if (asked.back() == "ReceiveMessage" && orders-- > 0) response.body = message;
      body_of[asked.back()] = json::parse(request.body);
      if (asked.back() == "ReceiveMessage" && orders < 0) on_empty();
    }
    co_return response;
  }

  int orders = 0;
  std::function<void()> on_empty = [] {};
  std::function<void()> on_protection = [] {};
  std::vector<std::string> asked;
  std::map<std::string, json> body_of;
};

struct Bench {
  ManualClock clock{Instant{1712883723s}};
  Cloud cloud;
  SkippingSleeper sleeper{clock};
  Random random{1};
  aws::RetryQuota quota;
  aws::Pacer pacer;
  Unobserved observer;
  KeptLog log;
  aws::SqsClient sqs{aws::Connection{aws::sqs,
                                     http::Url{.host = "localhost"},
                                     "ap-southeast-2",
                                     nullptr,
                                     {cloud, clock, sleeper, random, quota, pacer, observer}}};
  http::asio::io_context loop;

  Settings settings(Duration order_time) const {
    return {.queue_url = "http://localhost/1/orders",
            .pace = {.order_time = order_time},
            .agent = http::Url{.host = "agent", .target = "/api/v1"}};
  }
  Hands hands(const Settings& settings) {
    return Hands{loop.get_executor(), settings, {sqs, cloud, clock, log}};
  }
  void work(Hands& hands) {
    auto end = http::asio::co_spawn(loop, hands.run(), http::asio::use_future);
    loop.run();
    end.get();
  }
};

TEST(Hands, WorkOnEveryOrderAndEndWhenTheyAreStopped) {
  Bench bench;
  bench.cloud.orders = 2;
  Hands hands = bench.hands(bench.settings(0s));
  bench.cloud.on_empty = [&] { hands.stop(); };
  bench.work(hands);
  const std::string on =
      R"(PUT /api/v1/task-protection/v1/state {"ProtectionEnabled":true,"ExpiresInMinutes":60})";
  EXPECT_EQ(bench.cloud.asked,
            (std::vector<std::string>{
                "ReceiveMessage", on, "DeleteMessage", "ReceiveMessage", on, "DeleteMessage",
                "ReceiveMessage",
                R"(PUT /api/v1/task-protection/v1/state {"ProtectionEnabled":false})"}));
  EXPECT_EQ(bench.cloud.body_of["DeleteMessage"]["ReceiptHandle"], "AQEB");
  EXPECT_EQ(bench.cloud.body_of["ReceiveMessage"]["WaitTimeSeconds"], 20);
}

TEST(Hands, GiveAnOrderBackThatWouldTakeTooLong) {
  Bench bench;
  bench.cloud.orders = 1;
  Hands hands = bench.hands(bench.settings(1h));
  bench.cloud.on_protection = [&] { http::asio::post(bench.loop, [&] { hands.stop(); }); };
  bench.work(hands);
  ASSERT_FALSE(bench.cloud.asked.empty());
  EXPECT_EQ(bench.cloud.asked.back(), "ChangeMessageVisibility");
  EXPECT_EQ(bench.cloud.body_of["ChangeMessageVisibility"]["VisibilityTimeout"], 0);
}

TEST(WorkerSettings, AreReadFromTheEnvironment) {
  const auto settings =
      read_settings(Environment{{{"QUEUE_URL", "http://q/1/o"},
                                 {"ORDER_SECONDS", "0.625"},
                                 {"STOP_SECONDS", "0.4"},
                                 {"ECS_AGENT_URI", "http://169.254.170.2/api/x"}}});
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(settings->queue_url, "http://q/1/o");
  EXPECT_EQ(settings->pace.order_time, 625ms);
  EXPECT_EQ(settings->pace.grace, 400ms);
  EXPECT_EQ(settings->agent->target, "/api/x");
}

TEST(WorkerSettings, SayWhatIsWrong) {
  EXPECT_EQ(read_settings(Environment{}).error(), "QUEUE_URL is not set; give the queue's URL");
  for (const char* text : {"-1", "nan", "5s", "1e9"}) {
    const auto settings = read_settings(Environment{{{"QUEUE_URL", "q"}, {"ORDER_SECONDS", text}}});
    ASSERT_FALSE(settings) << text;
    EXPECT_EQ(settings.error().find("ORDER_SECONDS: "), 0U) << settings.error();
  }
}

}  // namespace
}  // namespace sluice::orders
