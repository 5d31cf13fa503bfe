#include "aws/connection.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "support/run.hpp"
#include "support/scripted_service.hpp"
#include "support/skipping_sleeper.hpp"

namespace sluice::aws {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1712883723s};  // 2024-04-12T01:02:03Z

http::Response ok() {
  return {.status = 200, .body = R"({"Attributes":{}})"};
}
http::Response refusal(int status, const char* code) {
  return {.status = status,
          .body = std::string{R"({"__type":")"} + code + R"(","message":"in AWS's own words"})"};
}

/// Counts what it is told.
class Counts final : public CallObserver {
 public:
  void attempted(const ServiceDescription&, std::string_view, Duration,
                 const Error* error) override {
    ++attempts;
    if (error != nullptr) ++errors;
  }
  void retrying(const ServiceDescription&, std::string_view) override { ++retries; }
  int attempts = 0;
  int errors = 0;
  int retries = 0;
};

/// Gives the keys it has, and new ones once they were called expired.
class RenewingKeys final : public CredentialsProvider {
 public:
  asio::awaitable<Result<Credentials, Error>> credentials() override {
    Credentials keys{.access_key_id = "AKID" + std::to_string(generation),
                     .secret_access_key = "a secret"};
    co_return keys;
  }
  void invalidate() override { ++generation; }
  int generation = 1;
};

/// A connection whose other end is a script and whose time is skipped.
struct Bench {
  explicit Bench(std::initializer_list<ScriptedService::Answer> script,
                 const ServiceDescription& service = sqs)
      : http{script},
        connection{service,
                   http::Url{.host = "localhost", .port = 4566},
                   "ap-southeast-2",
                   &keys,
                   {.http = http,
                    .clock = clock,
                    .sleeper = sleeper,
                    .random = random,
                    .quota = quota,
                    .pacer = pacer,
                    .observer = counts}} {}

  Result<std::string, Error> call(Duration limit = 60s, std::string body = "{}") {
    ApiCall one{.operation = "GetQueueAttributes",
                .body = std::move(body),
                .deadline = clock.now() + limit,
                .compressible = true};
    return run(connection.call(std::move(one)));
  }

  ManualClock clock{start};
  ScriptedService http;
  SkippingSleeper sleeper{clock};
  Random random{1};
  RetryQuota quota;
  Pacer pacer;
  Counts counts;
  RenewingKeys keys;
  Connection connection;
};

std::string authorization(const http::Request& request) {
  return std::string{request.headers.find("authorization").value_or("")};
}

TEST(Connection, SignsAndSendsAndGivesTheBodyBack) {
  Bench bench{ok()};
  const auto answer = bench.call();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, ok().body);
  const http::Request& sent = bench.http.requests().at(0);
  EXPECT_EQ(sent.headers.find("x-amz-target"), "AmazonSQS.GetQueueAttributes");
  EXPECT_NE(authorization(sent).find("Credential=AKID1/20240412/ap-southeast-2/sqs/aws4_request"),
            std::string::npos);
  ASSERT_TRUE(sent.time_limit);
  EXPECT_LE(*sent.time_limit, 10s) << "no attempt waits for ever";
}

TEST(Connection, RetriesWhatMayPassAndBacksOff) {
  Bench bench{refusal(400, "ThrottlingException"), refusal(500, "InternalFailure"), ok()};
  EXPECT_TRUE(bench.call());
  EXPECT_EQ(bench.counts.attempts, 3);
  EXPECT_EQ(bench.counts.errors, 2);
  EXPECT_EQ(bench.counts.retries, 2);
  ASSERT_EQ(bench.sleeper.slept().size(), 2U);
  EXPECT_LT(bench.sleeper.slept()[0], 1s);
  EXPECT_LT(bench.sleeper.slept()[1], 2s);
}

TEST(Connection, GivesUpAfterThePlansAttemptsInAwsOwnWords) {
  Bench bench{refusal(503, "ServiceUnavailable"), refusal(503, "ServiceUnavailable"),
              refusal(503, "ServiceUnavailable"), ok()};
  const auto answer = bench.call();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "ServiceUnavailable");
  EXPECT_EQ(answer.error().message, "in AWS's own words");
  EXPECT_EQ(bench.http.left(), 1U);
}

TEST(Connection, DoesNotRepeatWhatCannotHelp) {
  Bench bench{refusal(400, "AccessDeniedException"), ok()};
  EXPECT_EQ(bench.call().error().remedy, Remedy::give_up);
  EXPECT_EQ(bench.counts.attempts, 1);
}

TEST(Connection, RetriesACutLine) {
  Bench bench{};
  bench.http.then(http::TransportError::Kind::closed);
  bench.http.then(ok());
  EXPECT_TRUE(bench.call());
}

TEST(Connection, StopsRetryingWhenTheQuotaIsUsedUp) {
  Bench bench{refusal(500, "InternalFailure"), ok()};
  const Error cut{.remedy = Remedy::retry_later, .operation = "", .message = ""};
  while (bench.quota.take(cut)) {
  }
  EXPECT_FALSE(bench.call());
  EXPECT_EQ(bench.counts.attempts, 1);
}

TEST(Connection, AnExpiredTokenIsReplacedOnceWithoutAPause) {
  Bench bench{refusal(400, "ExpiredTokenException"), ok()};
  EXPECT_TRUE(bench.call());
  EXPECT_NE(authorization(bench.http.requests().at(1)).find("Credential=AKID2/"),
            std::string::npos);
  EXPECT_EQ(bench.sleeper.slept(), std::vector<Duration>{0s});

  Bench again{refusal(400, "ExpiredTokenException"), refusal(400, "ExpiredTokenException"), ok()};
  EXPECT_FALSE(again.call());
  EXPECT_EQ(again.counts.attempts, 2);
}

TEST(Connection, ASkewedClockIsCorrectedByAwsDate) {
  http::Response skewed = refusal(403, "RequestTimeTooSkewed");
  skewed.headers.add("Date", "Fri, 12 Apr 2024 03:02:03 GMT");  // two hours ahead
  Bench bench{skewed, ok(), ok()};
  EXPECT_TRUE(bench.call());
  EXPECT_EQ(bench.http.requests().at(0).headers.find("x-amz-date"), "20240412T010203Z");
  EXPECT_EQ(bench.http.requests().at(1).headers.find("x-amz-date"), "20240412T030203Z");
  EXPECT_TRUE(bench.call());
  EXPECT_EQ(bench.http.requests().at(2).headers.find("x-amz-date"), "20240412T030203Z")
      << "and stays corrected";
}

TEST(Connection, NeverSleepsPastItsDeadline) {
  Bench bench{refusal(500, "InternalFailure"), refusal(500, "InternalFailure"), ok()};
  const auto answer = bench.call(1ms);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "InternalFailure");
  EXPECT_LE(bench.clock.now(), start + 1ms);
}

TEST(Connection, PacesToThePublishedRateAndSaysSoWhenThatIsTooLate) {
  Bench bench{{}, ecs};
  const auto describe = [&](Duration limit) {
    ApiCall one{.operation = "DescribeServices", .body = "{}", .deadline = start + limit};
    bench.http.then(ok());
    return run(bench.connection.call(std::move(one)));
  };
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(describe(1s)) << i;
  EXPECT_TRUE(bench.sleeper.slept().empty()) << "the burst passes";
  EXPECT_TRUE(describe(1s));
  EXPECT_EQ(bench.sleeper.slept(), std::vector<Duration>{50ms});
  const auto late = describe(60ms);
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().message.find("published rate"), std::string::npos);
}

TEST(Connection, CompressesLargeBodiesAndSignsWhatIsSent) {
  Bench bench{ok(), ok()};
  EXPECT_TRUE(bench.call(60s, std::string(10'239, ' ')));
  EXPECT_TRUE(bench.call(60s, std::string(10'240, ' ')));
  EXPECT_FALSE(bench.http.requests().at(0).headers.find("content-encoding"));
  const http::Request& packed = bench.http.requests().at(1);
  EXPECT_EQ(packed.headers.find("content-encoding"), "gzip");
  EXPECT_NE(authorization(packed).find("content-encoding"), std::string::npos);
}

}  // namespace
}  // namespace sluice::aws
