#include "local/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <map>

#include "http/client.hpp"
#include "http/server.hpp"
#include "local/protocol/cbor.hpp"
#include "support/kept_log.hpp"
#include "support/loopback.hpp"
#include "support/scripted_service.hpp"
#include "support/skipping_sleeper.hpp"

namespace sluice::local {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

/// A component that says what it was asked.
struct Echo {
  std::string region;
  int told = 0;
  asio::steady_timer* later = nullptr;
};

Output tell(Echo& echo, Input& input, const Call& call) {
  const auto text = input.text("Text");
  const auto number = input.integer("Number");
  input.texts("Names");
  input.ignore("QueueUrl");
  if (const auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  ++echo.told;
  Json output = Json::object();
  output["Text"] = text.value_or("");
  output["Number"] = number.value_or(-1);
  output["Region"] = call.where.region;
  output["Host"] = std::string{call.host};
  output["Timestamp"] = timestamp(call.now);
  return output;
}

Output fail(Echo&, Input&, const Call&) {
  throw std::runtime_error{"a bug"};
}

asio::awaitable<Output> wait(Echo& echo, Input& input, const Call& call) {
  co_await echo.later->async_wait(as_result);
  Output told = tell(echo, input, call);
  co_return told;
}

constexpr std::array operations{Operation<Echo>{"Tell", &tell}, Operation<Echo>{"Fail", &fail},
                                Operation<Echo>{"Ask", &tell}};
constexpr std::array waiting{WaitingOperation<Echo>{"Wait", &wait}};

class FakeStage final : public Stage {
 public:
  Instant present() override { return Instant{1s}; }
  void changed() override { ++changes; }
  [[nodiscard]] bool must_store(std::string_view) override { return store; }
  asio::awaitable<Result<void, std::string>> stored() override {
    ++stores;
    if (full) co_return Failure<std::string>{"the disk is full"};
    co_return Result<void, std::string>{};
  }
  bool full = false;
  bool store = false;
  int changes = 0;
  int stores = 0;
};

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    for (const ServiceDescription* service :
         {&sqs_service, &ecs_service, &cloudwatch_service, &iam_service, &sts_service})
      router_.add(make_face<Echo>(
          *service, operations,
          [this](const world::Location& where) -> Echo& {
            Echo& echo = regions_[where.region];
            echo.later = &later_;
            return echo;
          },
          waiting));
    router_.add(Router::Rest{
        .prefix = "/2015-03-31/",
        .service = &lambda_,
        .description = &lambda_service,
        .operation = [](const http::Request&) -> std::string_view { return "Invoke"; }});
  }

  http::Request request(http::Headers headers, std::string body, std::string target = "/") {
    headers.add("Host", "localhost:4566");
    http::Request made{.method = body.empty() ? "GET" : "POST",
                       .headers = std::move(headers),
                       .body = std::move(body)};
    made.url.target = std::move(target);
    return made;
  }
  http::Response send(http::Request made) {
    auto answer = run_on(loop_, router_.send(std::move(made)));
    if (!answer) throw std::runtime_error{answer.error().message};
    return *answer;
  }
  http::Response target(std::string name, std::string body = "{}") {
    return send(
        request({{"X-Amz-Target", std::move(name)}, {"Content-Type", "application/x-amz-json-1.1"}},
                std::move(body)));
  }
  http::Response query(std::string form, http::Headers headers = {}) {
    return send(request(std::move(headers), std::move(form)));
  }

  asio::io_context loop_;
  FakeStage stage_;
  Faults faults_;
  Random random_{1};
  world::Identities identities_{random_};
  ManualClock clock_;
  SkippingSleeper sleeper_{clock_};
  KeptLog log_;
  ScriptedService lambda_;
  std::map<std::string, Echo> regions_;
  asio::steady_timer later_{loop_, asio::steady_timer::time_point::max()};
  Router router_{{.home = {.region = "ap-southeast-2"}},
                 {.stage = stage_,
                  .faults = faults_,
                  .identities = identities_,
                  .sleeper = sleeper_,
                  .log = log_}};
};

std::string credential(std::string_view region, std::string_view service) {
  return "AWS4-HMAC-SHA256 Credential=A/20240101/" + std::string{region} + "/" +
         std::string{service} + "/aws4_request, SignedHeaders=host, Signature=0";
}

TEST_F(RouterTest, FindsJsonOperationsByTheirTarget) {
  const http::Response answer = target("AmazonSQS.Tell", R"({"Text": "hi", "Number": 3})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/x-amz-json-1.1");
  EXPECT_EQ(answer.headers.find("x-amzn-RequestId")->size(), 36);
  EXPECT_EQ(Json::parse(answer.body),
            Json::parse(R"({"Text": "hi", "Number": 3, "Region": "ap-southeast-2",
                            "Host": "localhost:4566", "Timestamp": 1.0})"));
  EXPECT_EQ(stage_.changes, 1);
  EXPECT_TRUE(log_.lines().empty());
}

TEST_F(RouterTest, TakesTheRegionFromTheSignature) {
  const auto answer = send(request(
      {{"X-Amz-Target", "AmazonSQS.Tell"}, {"Authorization", credential("eu-west-1", "sqs")}},
      "{}"));
  EXPECT_EQ(Json::parse(answer.body).at("Region"), "eu-west-1");
  EXPECT_EQ(regions_.at("eu-west-1").told, 1);
}

TEST_F(RouterTest, FindsCborOperationsByTheirPath) {
  const http::Response answer =
      send(request({{"smithy-protocol", "rpc-v2-cbor"}}, "\xA1\x66Number\x05",
                   "/service/GraniteServiceVersion20100801/operation/Tell"));
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/cbor");
  EXPECT_EQ(read_cbor(answer.body)->at("Number"), 5);
  EXPECT_THAT(answer.body, HasSubstr("iTimestamp\xC1"));
}

TEST_F(RouterTest, FindsQueryOperationsByScopeOrVersion) {
  for (const auto& answer : {query("Action=Tell&Version=2010-05-08&Number=4"),
                             query("Action=Tell&Number=4&Version=x",
                                   {{"Authorization", credential("us-east-1", "iam")}}),
                             send(request({}, "", "/?Action=Tell&Version=2010-05-08&Number=4"))})
    EXPECT_THAT(answer.body, StartsWith("<TellResponse xmlns=\"https://iam.amazonaws.com/"));
  EXPECT_THAT(query("Action=Tell&Version=2010-08-01&Number=4").body, HasSubstr("monitoring"));
}

TEST_F(RouterTest, FindsSqsByTheQueuesOwnPath) {
  const auto answer = send(request({}, "Action=Tell&Text=hi", "/123456789012/orders-queue"));
  EXPECT_THAT(answer.body, HasSubstr("<Text>hi</Text>"));
  EXPECT_THAT(answer.body, HasSubstr("http://queue.amazonaws.com/doc/2012-11-05/"));
}

TEST_F(RouterTest, TellsOfOperationsAndServicesThatItHasNot) {
  const auto json = target("AmazonSQS.Nothing");
  EXPECT_EQ(json.status, 400);
  EXPECT_EQ(Json::parse(json.body).at("__type"),
            "com.amazon.coral.service#UnknownOperationException");
  EXPECT_THAT(query("Action=Nothing&Version=2010-05-08").body,
              HasSubstr("<Code>InvalidAction</Code><Message>Sluice does not model the operation "
                        "Nothing of iam</Message>"));
  EXPECT_EQ(send(request({{"smithy-protocol", "rpc-v2-cbor"}}, "",
                         "/service/GraniteServiceVersion20100801/operation/Nothing"))
                .status,
            400);
  const auto service = target("DynamoDB_20120810.ListTables");
  EXPECT_EQ(service.status, 501);
  EXPECT_THAT(service.body, HasSubstr("Sluice does not model the service DynamoDB_20120810"));
  EXPECT_EQ(query("Action=ListTopics&Version=2010-03-31").status, 501);
  EXPECT_EQ(log_.lines().size(), 5);
}

TEST_F(RouterTest, TellsOfRequestsThatAskForNothing) {
  EXPECT_THAT(send(request({}, "")).body, HasSubstr("<Code>MissingAction</Code>"));
  EXPECT_EQ(send(request({{"smithy-protocol", "rpc-v2-cbor"}}, "", "/service")).status, 404);
  EXPECT_EQ(target("").status, 400);
  EXPECT_EQ(target(".").status, 501);
}

TEST_F(RouterTest, RefusesParametersThatAreNotModelledAndSaysSo) {
  const auto answer = target("AmazonEC2ContainerServiceV20141113.Tell", R"({"Foo": 1})");
  EXPECT_EQ(Json::parse(answer.body), Json::parse(R"({"__type": "InvalidParameterException",
                            "message": "Sluice does not model the parameter Foo"})"));
  EXPECT_EQ(log_.lines().size(), 1);
}

TEST_F(RouterTest, HoldsJsonButNotQueryToItsTypes) {
  EXPECT_THAT(target("AmazonSQS.Tell", R"({"Number": "3"})").body,
              HasSubstr("SerializationException"));
  EXPECT_THAT(target("AmazonSQS.Tell", "{").body, HasSubstr("SerializationException"));
  EXPECT_THAT(query("Action=Tell&Version=2010-05-08&Number=x").body,
              HasSubstr("<Code>MalformedInput</Code>"));
}

TEST_F(RouterTest, RefusesBodiesThatAreTooLargeOrWronglyPacked) {
  http::Request packed =
      request({{"X-Amz-Target", "AmazonSQS.Tell"}, {"Content-Encoding", "gzip"}}, "no gzip");
  EXPECT_EQ(send(packed).status, 400);
  EXPECT_EQ(target("AmazonSQS.Tell", std::string(Faces::largest_body + 1, ' ')).status, 413);
}

TEST_F(RouterTest, WaitsForOperationsThatWait) {
  auto answer = asio::co_spawn(
      loop_, router_.send(request({{"X-Amz-Target", "AmazonSQS.Wait"}}, R"({"Text": "late"})")),
      asio::use_future);
  EXPECT_EQ(target("AmazonSQS.Tell").status, 200);
  EXPECT_EQ(regions_.at("ap-southeast-2").told, 1);
  later_.cancel();
  run_until(loop_, [&] { return answer.wait_for(0s) == std::future_status::ready; });
  EXPECT_THAT(answer.get()->body, HasSubstr("late"));
}

TEST_F(RouterTest, AnswersOnlyWhenWhatChangedIsStored) {
  target("AmazonSQS.Tell");
  EXPECT_EQ(stage_.stores, 0);
  stage_.store = true;
  target("AmazonSQS.Tell");
  EXPECT_EQ(stage_.stores, 1);
}

TEST_F(RouterTest, DoesNotAcknowledgeWhatCannotBeStored) {
  stage_.store = true;
  stage_.full = true;
  const auto answer = target("AmazonSQS.Tell");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(Json::parse(answer.body).at("__type"), "com.amazonaws.sqs#InternalFailure");
  EXPECT_EQ(log_.lines().at(0).level, Log::Level::error);
}

TEST_F(RouterTest, TurnsABugIntoAFailureOfTheService) {
  const auto answer = target("AmazonEC2ContainerServiceV20141113.Fail");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(Json::parse(answer.body).at("__type"), "InternalFailure");
  EXPECT_EQ(log_.lines().at(0).level, Log::Level::error);
}

TEST_F(RouterTest, LetsFaultsBefallOperations) {
  faults_.set(*read_fault_plan(R"({"rules": [
      {"service": "ecs", "operation": "Tell", "throttle": true, "latency": "200ms"},
      {"service": "iam", "drop_connection": true},
      {"service": "lambda", "operation": "Invoke", "throttle": true}]})"));
  const auto throttled = target("AmazonEC2ContainerServiceV20141113.Tell");
  EXPECT_EQ(throttled.status, 400);
  EXPECT_EQ(Json::parse(throttled.body).at("message"), "Rate exceeded");
  EXPECT_EQ(sleeper_.slept(), (std::vector<Duration>{200ms}));
  EXPECT_EQ(target("AmazonEC2ContainerServiceV20141113.Ask").status, 200);
  EXPECT_THROW(query("Action=Tell&Version=2010-05-08"), std::runtime_error);
  const auto lambda = send(request({}, "{}", "/2015-03-31/functions/f/invocations"));
  EXPECT_EQ(lambda.status, 429);
  EXPECT_EQ(lambda.headers.find("x-amzn-ErrorType"), "TooManyRequestsException");
  EXPECT_EQ(faults_.shown().at("rules")[0].at("hits"), 1);
}

TEST_F(RouterTest, HandsRestServicesTheirPathsAndNamesTheirRequests) {
  lambda_.then(http::Response{.status = 202});
  const auto answer = send(request({}, "{}", "/2015-03-31/functions/f/invocations"));
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.headers.find("x-amzn-RequestId")->size(), 36);
  EXPECT_EQ(lambda_.requests().at(0).url.target, "/2015-03-31/functions/f/invocations");
}

TEST_F(RouterTest, ServesClientsOverTheWire) {
  auto server = http::Server::listen(loop_.get_executor(), {}, router_);
  ASSERT_TRUE(server);
  const std::string said = run_on(
      loop_, converse((*server)->port(),
                      "POST / HTTP/1.1\r\nHost: localhost:1\r\nX-Amz-Target: AmazonSQS.Tell\r\n"
                      "Content-Type: application/x-amz-json-1.0\r\nContent-Length: 13\r\n"
                      "Connection: close\r\n\r\n{\"Text\":\"hi\"}"));
  EXPECT_THAT(said, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(said, HasSubstr(R"("Host":"localhost:1")"));
  server->reset();
  run_until(loop_, [] { return true; });
}

}  // namespace
}  // namespace sluice::local
