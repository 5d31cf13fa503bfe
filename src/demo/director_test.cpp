#include "demo/director.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "aws/credentials/fixed.hpp"
#include "base/calendar.hpp"
#include "demo/page.hpp"
#include "demo/stage.hpp"
#include "support/run.hpp"
#include "support/skipping_sleeper.hpp"

namespace sluice::demo {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr Instant start{1712880000s};
constexpr double speed = 60;

/// A stand-in for `sluice local`: a cloud that follows a script of the tasks, a
/// count for each cloud minute, and works on orders as so many tasks would.
class ScriptedCloud final : public http::Service {
 public:
  explicit ScriptedCloud(const Clock& clock) : clock_{clock} {}

  http::asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override {
    if (broken) {
      co_return Failure<http::TransportError>{
          http::TransportError{http::TransportError::Kind::connect, "nobody listens"}};
    }
    const std::string target{request.headers.find("X-Amz-Target").value_or("")};
    std::string operation = target.substr(target.find('.') + 1);
    if (operation.empty()) operation = request.url.target;
    if (!request.body.empty()) bodies[operation] = json::parse(request.body);
    asked.push_back(operation);
    http::Response response{.body = answer(operation).dump()};
    co_return response;
  }

  /// Tasks after that many cloud minutes: the last entry that is not later.
  std::map<int, int> tasks = {{0, 2}, {7, 5}, {31, 4}, {33, 3}, {35, 2}};
  bool broken = false;
  std::vector<std::string> asked;
  std::map<std::string, json> bodies;

 private:
  [[nodiscard]] Duration age() const {
    return std::chrono::duration_cast<Duration>((clock_.now() - start) * speed);
  }
  [[nodiscard]] int running() const {
    const auto minute = static_cast<int>(age() / 1min);
    return std::prev(tasks.upper_bound(minute))->second;
  }
  /// Two orders a minute and task, since the last look.
  void work() {
    const double minutes = std::chrono::duration<double, std::ratio<60>>{age() - worked_}.count();
    worked_ = age();
    waiting_ = std::max(0.0, waiting_ - (minutes * 2 * running()));
  }

  json answer(const std::string& operation) {
    work();
    if (operation == "/_sluice/clock")
      return {{"now", iso8601_milliseconds(start + age())}, {"speed", speed}};
    if (operation == "SendMessageBatch") {
      const json& entries = bodies[operation]["Entries"];
      waiting_ += static_cast<double>(entries.size());
      return {{"Successful", entries}};
    }
    if (operation == "GetQueueAttributes") {
      const auto waiting = std::to_string(static_cast<int>(waiting_));
      return {{"Attributes", {{"ApproximateNumberOfMessages", waiting}}}};
    }
    if (operation == "DescribeServices") return services();
    if (operation == "DescribeAlarms") return alarms();
    if (operation == "GetMetricData") return metrics();
    if (operation == "DescribeScalingActivities") return activities();
    if (operation == "CreateQueue") return {{"QueueUrl", "http://localhost/1/orders-queue"}};
    if (operation == "/2015-03-31/functions") return {{"FunctionArn", "arn:function"}};
    if (operation == "PutRule") return {{"RuleArn", "arn:rule"}};
    return json::object();
  }

  [[nodiscard]] json services() const {
    json service{{"serviceName", "orders-service"},
                 {"status", "ACTIVE"},
                 {"runningCount", running()},
                 {"pendingCount", 0},
                 {"desiredCount", running()}};
    json list = json::array();
    list.push_back(std::move(service));
    return {{"services", std::move(list)}};
  }
  [[nodiscard]] static json alarms() {
    json list = json::array();
    for (const char* side : {"High", "Low"})
      list.push_back({{"AlarmName", fmt::format("TargetTracking-{}-Alarm{}-1", resource_id, side)},
                      {"StateValue", std::string_view{side} == "High" ? "ALARM" : "OK"}});
    return {{"MetricAlarms", std::move(list)}};
  }
  [[nodiscard]] static json metrics() {
    json list = json::array();
    for (const char* id : {"backlog", "cpu"})
      list.push_back(
          {{"Id", id}, {"Timestamps", {1712880000, 1712880060}}, {"Values", {30.0, 31.5}}});
    return {{"MetricDataResults", std::move(list)}};
  }
  [[nodiscard]] json activities() const {
    json list = json::array();
    if (age() >= 7min)
      list.push_back({{"ActivityId", "out"},
                      {"Description", "Setting desired count to 5."},
                      {"Cause", "monitor alarm <High> in state ALARM triggered policy p"},
                      {"StartTime", 1712880420},
                      {"StatusCode", "Successful"}});
    return {{"ScalingActivities", std::move(list)}};
  }

  const Clock& clock_;
  double waiting_ = 0;
  Duration worked_{};
};

/// Keeps what it was told.
class KeepingAudience final : public Audience {
 public:
  void began(Instant /*at*/) override {}
  void saw(const Observation& seen) override {
    ++looks;
    if (looks == stop_after) stop();
    last = seen;
  }
  void turned(Chapter chapter, Instant /*at*/) override { chapters.push_back(chapter); }
  void scaled(const aws::ScalingActivity& activity) override {
    activities.push_back(activity.description);
  }

  int looks = 0;
  int stop_after = -1;
  std::function<void()> stop;
  Observation last{};
  std::vector<Chapter> chapters;
  std::vector<std::string> activities;
};

class Unobserved final : public aws::CallObserver {
 public:
  void attempted(const aws::ServiceDescription&, std::string_view, Duration,
                 const aws::Error*) override {}
  void retrying(const aws::ServiceDescription&, std::string_view) override {}
};

struct Bench {
  ManualClock clock{start};
  ScriptedCloud cloud{clock};
  SkippingSleeper sleeper{clock};
  Random random{1};
  aws::RetryQuota quota;
  aws::Pacer pacer;
  Unobserved observer;
  aws::Shared shared{cloud, clock, sleeper, random, quota, pacer, observer};
  aws::FixedCredentials keys{aws::Credentials{"demo", "demo"}};
  Scenario scenario;
  Setting setting{.endpoint = http::Url{.host = "localhost", .port = 4566},
                  .region = "ap-southeast-2",
                  .account = "123456789012",
                  .speed = speed,
                  .program = "/usr/bin/sluice",
                  .bootstrap_zip = "PK"};
  Window window{setting, "http://localhost/1/orders-queue", shared, keys};
  KeepingAudience audience;
  Director director{scenario, setting, window, sleeper, audience};
};

TEST(Director, TellsTheWholeStory) {
  Bench bench;
  const Performance performance = run(bench.director.direct());
  EXPECT_TRUE(performance.closed()) << performance.missing();
  EXPECT_EQ(bench.audience.chapters, (std::vector<Chapter>{Chapter::rush, Chapter::scaled_out,
                                                           Chapter::drained, Chapter::closed}));
  EXPECT_EQ(bench.audience.activities, (std::vector<std::string>{"Setting desired count to 5."}));
  EXPECT_GT(performance.orders, 160);
  EXPECT_EQ(bench.audience.last.high, AlarmState::alarm);
  EXPECT_EQ(bench.audience.last.low, AlarmState::ok);
  EXPECT_EQ(bench.audience.last.backlog_per_task, 31.5);
  EXPECT_EQ(performance.curves.cpu.size(), 2U);
  EXPECT_LT(bench.clock.now() - start, 60s) << "about a minute at this speed";
}

TEST(Director, SaysWhatDidNotHappen) {
  Bench bench;
  bench.cloud.tasks = {{0, 2}};
  const Performance performance = run(bench.director.direct());
  EXPECT_FALSE(performance.closed());
  EXPECT_EQ(performance.missing(),
            "the service did not scale out to 5 tasks: 2 run, 2 are desired");
}

TEST(Director, EndsWhereTheCloudIsGone) {
  Bench bench;
  bench.cloud.broken = true;
  const Performance performance = run(bench.director.direct());
  EXPECT_FALSE(performance.closed());
  EXPECT_NE(performance.missing().find("nobody listens"), std::string::npos);
}

TEST(Director, EndsWhenItIsToldTo) {
  Bench bench;
  bench.audience.stop_after = 5;
  bench.audience.stop = [&] { bench.director.stop(); };
  const Performance performance = run(bench.director.direct());
  EXPECT_EQ(bench.audience.looks, 5);
  EXPECT_EQ(performance.missing(), "it was interrupted");
}

TEST(Stage, IsBuiltByAwsOwnApi) {
  Bench bench;
  const auto queue = run(build_stage(bench.scenario, bench.setting, bench.shared, bench.keys));
  ASSERT_TRUE(queue) << queue.error();
  EXPECT_EQ(*queue, "http://localhost/1/orders-queue");
  EXPECT_EQ(bench.cloud.asked,
            (std::vector<std::string>{"CreateQueue", "CreateCluster", "RegisterTaskDefinition",
                                      "CreateService", "RegisterScalableTarget", "PutScalingPolicy",
                                      "/2015-03-31/functions", "PutRule",
                                      "/2015-03-31/functions/publisher/policy", "PutTargets"}));
  const json& container = bench.cloud.bodies["RegisterTaskDefinition"]["containerDefinitions"][0];
  EXPECT_EQ(container["command"], (json{"/usr/bin/sluice", "orders-worker"}));
  EXPECT_NE(container["environment"].dump().find(R"("ORDER_SECONDS","value":"0.5000")"),
            std::string::npos)
      << "30 cloud seconds at 60 times real time";
  EXPECT_EQ(bench.cloud.bodies["/2015-03-31/functions"]["Code"]["ZipFile"], "UEs=");
  EXPECT_EQ(bench.cloud.bodies["PutTargets"]["Targets"][0]["Arn"], "arn:function");
}

TEST(Stage, StopsAtTheFirstThingThatCannotBeBuilt) {
  Bench bench;
  bench.cloud.broken = true;
  const auto queue = run(build_stage(bench.scenario, bench.setting, bench.shared, bench.keys));
  ASSERT_FALSE(queue);
  EXPECT_NE(queue.error().find("nobody listens"), std::string::npos) << queue.error();
  EXPECT_NE(queue.error().find("CreateQueue"), std::string::npos) << queue.error();
}

TEST(Page, HasTheStoryAsData) {
  Bench bench;
  const Performance performance = run(bench.director.direct());
  const std::string text = page_data(performance, bench.scenario, {speed, 45s});
  EXPECT_EQ(text.find('<'), std::string::npos) << "AWS's texts cannot end the script element";
  const json data = json::parse(text);
  EXPECT_EQ(data["closed"], true);
  EXPECT_EQ(data["target"], 20);
  EXPECT_EQ(data["chapters"].size(), 4U);
  EXPECT_EQ(data["samples"].size(), performance.seen.size());
  EXPECT_EQ(data["activities"][0]["t"], 420);
  EXPECT_EQ(data["activities"][0]["cause"],
            "monitor alarm <High> in state ALARM triggered policy p");
  const std::string html = page(text);
  EXPECT_NE(html.find(text), std::string::npos);
  EXPECT_EQ(html.find("{{data}}"), std::string::npos);
}

}  // namespace
}  // namespace sluice::demo
