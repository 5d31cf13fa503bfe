#include "local/administration/administration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/loopback.hpp"

namespace sluice::local {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class FakeControl final : public Control {
 public:
  Instant now() override { return clock_.now(); }
  [[nodiscard]] double speed() const override { return speed_; }
  void set_speed(double speed) override { speed_ = speed; }
  asio::awaitable<void> advance(Duration by) override {
    clock_.advance(by);
    co_return;
  }
  asio::awaitable<void> reset() override {
    ++resets;
    co_return;
  }
  [[nodiscard]] std::string record() override { return "{\"text\":\"it happened\"}\n"; }
  int resets = 0;

 private:
  ManualClock clock_{Instant{1'700'000'000s}};
  double speed_ = 1;
};

class AdministrationTest : public testing::Test {
 protected:
  http::Response ask(std::string method, std::string page, std::string body = {}) {
    http::Request request{.method = std::move(method), .body = std::move(body)};
    request.url.target = "/_sluice/" + page;
    return *run_on(loop_, pages_.send(request));
  }
  Json read(std::string method, std::string page, std::string body = {}) {
    return Json::parse(ask(std::move(method), std::move(page), std::move(body)).body);
  }

  asio::io_context loop_;
  FakeControl control_;
  Faults faults_;
  Administration pages_{
      {.version = "1.2.3", .operations = {{"sqs", {"CreateQueue"}}}}, control_, faults_};
};

TEST_F(AdministrationTest, ShowsTheRecordAsLinesOfJson) {
  const auto answer = ask("GET", "record");
  EXPECT_EQ(answer.body, "{\"text\":\"it happened\"}\n");
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/x-ndjson");
  EXPECT_EQ(ask("POST", "record").status, 405);
}

TEST_F(AdministrationTest, TellsThatItIsWell) {
  EXPECT_EQ(read("GET", "health?x"),
            Json::parse(R"({"status": "running", "version": "1.2.3", "services": ["sqs"],
                            "operations": {"sqs": ["CreateQueue"]}})"));
}

TEST_F(AdministrationTest, ShowsAndMovesTheClock) {
  EXPECT_EQ(read("GET", "clock"),
            Json::parse(R"({"now": "2023-11-14T22:13:20.000Z", "speed": 1})"));
  EXPECT_EQ(read("POST", "clock", R"({"advance": "15m"})").at("now"), "2023-11-14T22:28:20.000Z");
  EXPECT_EQ(read("POST", "clock", R"({"speed": 0.5})").at("speed"), 0.5);
  EXPECT_EQ(read("POST", "clock", R"({"speed": 60, "advance": "1s"})"),
            Json::parse(R"({"now": "2023-11-14T22:28:21.000Z", "speed": 60})"));
}

TEST_F(AdministrationTest, SaysWhatWouldBeRight) {
  // clang-format off
  const std::pair<const char*, const char*> rows[] = {
      {"", "nothing is asked for"}, {"[]", "no JSON object"}, {R"({"advance": 5})", "advance is 5, but should be a time such as \"90s\""},
      {R"({"advance": "soon"})", "advance is \"soon\""}, {R"({"speed": -1})", "speed is -1, but should be a number from 0"},
      {R"({"speed": "fast"})", "speed is \"fast\""}, {R"({"sped": 1})", "sped is unknown"}};
  // clang-format on
  for (const auto& [body, message] : rows) {
    const http::Response answer = ask("POST", "clock", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_THAT(Json::parse(answer.body).at("error").get<std::string>(), HasSubstr(message));
  }
  EXPECT_EQ(control_.speed(), 1);
}

TEST_F(AdministrationTest, ResetsByPostAlone) {
  EXPECT_EQ(ask("GET", "reset").status, 405);
  EXPECT_EQ(ask("GET", "reset").headers.find("Allow"), "POST");
  EXPECT_EQ(control_.resets, 0);
  EXPECT_EQ(ask("POST", "reset").status, 200);
  EXPECT_EQ(control_.resets, 1);
}

TEST_F(AdministrationTest, SetsShowsAndClearsFaults) {
  const Json set = read("POST", "faults", R"({"seed": 7, "rules": [{"latency": "1s"}]})");
  EXPECT_EQ(set.at("rules")[0].at("latency"), "1000ms");
  EXPECT_TRUE(faults_.active());
  EXPECT_EQ(read("GET", "faults"), set);
  const http::Response bad = ask("POST", "faults", R"({"rules": [{"rate": 7}]})");
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(bad.body, HasSubstr("rules[0].rate is 7"));
  EXPECT_TRUE(faults_.active());
  EXPECT_TRUE(read("DELETE", "faults").at("rules").empty());
  EXPECT_FALSE(faults_.active());
}

TEST_F(AdministrationTest, KnowsItsPagesAndTheirMethods) {
  EXPECT_EQ(ask("GET", "nothing").status, 404);
  EXPECT_EQ(ask("GET", "").status, 404);
  for (const char* page : {"health", "clock", "faults"})
    EXPECT_EQ(ask("PUT", page).status, 405) << page;
}

}  // namespace
}  // namespace sluice::local
