#include "local/safety/guard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/kept_log.hpp"
#include "support/loopback.hpp"
#include "support/scripted_service.hpp"

namespace sluice::local {
namespace {

using http::Headers;
using testing::HasSubstr;

http::Request request(std::string target, Headers headers, std::string method = "POST") {
  http::Request made{.method = std::move(method), .headers = std::move(headers)};
  made.url.target = std::move(target);
  return made;
}

class GuardTest : public testing::Test {
 protected:
  std::string objection(const http::Request& asked, const GuardOptions& options = {}) {
    Guard guard{options, inner_, log_};
    guard.set_port(4566);
    return guard.objection(asked).value_or("");
  }
  std::string of_host(std::string host, const GuardOptions& options = {}) {
    return objection(request("/", {{"Host", std::move(host)}}), options);
  }

  ScriptedService inner_;
  KeptLog log_;
};

TEST_F(GuardTest, KnowsTheNamesOfTheLoopbackWithOurPort) {
  for (const char* host : {"localhost:4566", "LocalHost:4566", "127.0.0.1:4566", "127.1.2.3:4566",
                           "[::1]:4566", "sqs.us-east-1.localhost:4566", "localhost.:4566"})
    EXPECT_EQ(of_host(host), "") << host;
  for (const char* host :
       {"", "localhost", "localhost:4567", "localhost:", "localhost:45661", "localhost:4566x",
        "evil.example:4566", "localhost.evil.example:4566", "notlocalhost:4566",
        "localhost.localstack.cloud:4566", "192.168.0.7:4566", "[::1", "[fe80::1]:4566",
        "127.0.0.1.evil.example:4566", "user@localhost:4566", "0.0.0.0:4566"})
    EXPECT_THAT(of_host(host), HasSubstr("Host")) << host;
}

TEST_F(GuardTest, WantsExactlyOneHost) {
  EXPECT_THAT(objection(request("/", {})), HasSubstr("(none)"));
  EXPECT_THAT(objection(request("/", {{"Host", "localhost:4566"}, {"host", "evil"}})),
              HasSubstr("two Host"));
}

TEST_F(GuardTest, KnowsTheNamesThatItIsAllowed) {
  const GuardOptions options{.allowed_hosts = {"sluice.test", "proxy:80"}};
  EXPECT_EQ(of_host("sluice.test:9999", options), "");
  EXPECT_EQ(of_host("proxy", options), "");
  EXPECT_NE(of_host("proxy:81", options), "");
}

TEST_F(GuardTest, KnowsTheAddressWhereItListens) {
  const GuardOptions at_one{.address = "192.168.0.7"};
  EXPECT_EQ(of_host("192.168.0.7:4566", at_one), "");
  EXPECT_NE(of_host("192.168.0.8:4566", at_one), "");
  const GuardOptions everywhere{.address = "0.0.0.0"};
  EXPECT_EQ(of_host("192.168.0.8:4566", everywhere), "");
  EXPECT_EQ(of_host("[fe80::1]:4566", everywhere), "");
  EXPECT_NE(of_host("evil.example:4566", everywhere), "");
}

TEST_F(GuardTest, RefusesWhatWebPagesSend) {
  const Headers::Line host{"Host", "localhost:4566"};
  for (const Headers::Line& sign :
       {Headers::Line{"Origin", "https://evil.example"}, Headers::Line{"Origin", "null"},
        Headers::Line{"origin", "http://localhost:3000"},
        Headers::Line{"Origin", "http://localhost:4566"},
        Headers::Line{"Referer", "https://evil.example/page"},
        Headers::Line{"Sec-Fetch-Site", "cross-site"}, Headers::Line{"Sec-Fetch-Site", "same-site"},
        Headers::Line{"sec-fetch-site", "same-origin"}}) {
    EXPECT_NE(objection(request("/", {host, sign})), "") << sign.first << sign.second;
    EXPECT_NE(objection(request("/?Action=DeleteQueue", {host, sign}, "GET")), "");
    EXPECT_NE(objection(request("/_sluice/reset", {host, sign})), "");
    EXPECT_NE(objection(request("/", {host, sign}, "OPTIONS")), "");
  }
}

TEST_F(GuardTest, LetsPagesOfOurOwnReadAndPeopleLook) {
  const Headers::Line host{"Host", "localhost:4566"};
  for (const Headers::Line& sign :
       {Headers::Line{"Origin", "http://localhost:4566"},
        Headers::Line{"Referer", "http://localhost:4566/_sluice/"},
        Headers::Line{"Sec-Fetch-Site", "same-origin"}, Headers::Line{"Sec-Fetch-Site", "none"}})
    EXPECT_EQ(objection(request("/_sluice/clock", {host, sign}, "GET")), "") << sign.second;
  EXPECT_NE(
      objection(request(
          "/_sluice/clock",
          {host, {"Origin", "http://localhost:4566"}, {"Sec-Fetch-Site", "cross-site"}}, "GET")),
      "");
}

TEST_F(GuardTest, LetsThroughThePagesThatItIsAllowed) {
  const GuardOptions options{.allowed_origins = {"http://localhost:3000"}};
  const http::Request asked = request("/", {{"Host", "localhost:4566"},
                                            {"Origin", "http://localhost:3000"},
                                            {"Sec-Fetch-Site", "same-site"}});
  EXPECT_EQ(objection(asked, options), "");
}

TEST_F(GuardTest, TakesPathsOnly) {
  const Headers host{{"Host", "localhost:4566"}};
  EXPECT_NE(objection(request("http://evil.example/", host)), "");
  EXPECT_NE(objection(request("*", host, "OPTIONS")), "");
}

TEST_F(GuardTest, AnswersWhatItRefusesWith403AndNeverByCors) {
  asio::io_context loop;
  Guard guard{{}, inner_, log_};
  guard.set_port(4566);
  inner_.then(http::Response{.body = "in"});
  const auto refused = run_on(loop, guard.send(request("/", {{"Host", "evil\r\n:1"}})));
  EXPECT_EQ(refused->status, 403);
  EXPECT_FALSE(refused->headers.find("Access-Control-Allow-Origin"));
  EXPECT_EQ(log_.lines().size(), 1);
  EXPECT_TRUE(inner_.requests().empty());
  const auto passed = run_on(loop, guard.send(request("/", {{"Host", "localhost:4566"}})));
  EXPECT_EQ(passed->body, "in");
}

}  // namespace
}  // namespace sluice::local
