// Functions as a client sees them: over Lambda's REST API, as real processes.
#include "local/lambda/lambda_face.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/system_clock.hpp"
#include "local/lambda/function_processes.hpp"
#include "local/lambda/package.hpp"
#include "local/process/guarded_processes.hpp"
#include "support/loopback.hpp"
#include "support/zip.hpp"
#include "world/logs/logs.hpp"

namespace sluice::local {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Instant start{std::chrono::seconds{1'712'883'600}};
constexpr const char* functions = "/2015-03-31/functions";

class NoMetrics final : public world::MetricSink {
 public:
  void observe(const world::Metric&, double, std::string_view, Instant) override {}
};

/// A bootstrap that asks for invocations as any custom runtime does, and hands
/// each event to `body` as $EVENT with its $ID.
std::string shell_bootstrap(const std::string& body) {
  return R"(#!/bin/sh
api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
while :; do
  EVENT=$(curl -sS -D $TMPDIR/head "$api/invocation/next") || exit 1
  ID=$(tr -d '\r' < $TMPDIR/head | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
)" + body +
         "\ndone\n";
}

class LambdaFaceTest : public testing::Test {
 protected:
  http::Response ask(const std::string& method, const std::string& target, const Json& body = {},
                     http::Headers headers = {}) {
    http::Request request{.method = method, .headers = std::move(headers)};
    request.url.target = target;
    request.body = body.is_null() ? "" : body.dump();
    const Call call{.now = start, .where = {}, .host = "127.0.0.1:4566", .request_id = "r"};
    return run_on(loop_, face_.answer(request, call));
  }
  Json asked(const std::string& method, const std::string& target, const Json& body = {}) {
    return Json::parse(ask(method, target, body).body);
  }
  http::Response create(const std::string& zip, const std::string& runtime = "provided.al2023",
                        const Json& more = Json::object()) {
    Json body = {{"FunctionName", "orders"},
                 {"Role", "arn:aws:iam::123456789012:role/orders"},
                 {"Runtime", runtime},
                 {"Handler", "index.handler"},
                 {"Code", {{"ZipFile", base64(zip)}}}};
    body.update(more);
    return ask("POST", functions, body);
  }
  http::Response invoke(const Json& event = Json::object(), http::Headers headers = {}) {
    return ask("POST", std::string{functions} + "/orders/invocations", event, std::move(headers));
  }
  std::string log() {
    std::string text;
    const auto found = logs_.filter_log_events({.group = "/aws/lambda/orders"}, start);
    if (found)
      for (const auto& event : found->events) text += event.event->message;
    return text;
  }
  static bool node_is_there() { return ::access("/usr/bin/node", X_OK) == 0; }

  TemporaryFolder folder_;
  asio::io_context loop_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{loop_.get_executor()};
  SystemClock machine_;
  ManualClock cloud_{start};
  GuardedProcesses processes_{loop_.get_executor(), SLUICE_GUARDIAN_PROGRAM};
  InvocationWaiters waiters_{loop_.get_executor()};
  Random random_{1};
  world::Identities identities_{random_};
  world::Logs logs_{world::Location{}};
  NoMetrics metrics_;
  FunctionProcesses runtime_{{loop_.get_executor(), processes_, cloud_, machine_},
                             {},
                             {.folder = folder_.path() / "functions",
                              .endpoint_url = "http://127.0.0.1:4566",
                              .init_limit = 10s}};
  world::Lambda lambda_{{}, {identities_, runtime_, logs_, metrics_, waiters_}};
  LambdaFace face_{lambda_, waiters_};
  struct Told {
    Told(FunctionProcesses& runtime, world::Lambda& lambda) { runtime.report_to(lambda); }
  } told_{runtime_, lambda_};
};

TEST_F(LambdaFaceTest, CreatesAFunctionAndShowsIt) {
  const auto made = create(zip_of({{"bootstrap", "x", 0755}}));
  ASSERT_EQ(made.status, 201) << made.body;
  const Json shown = asked("GET", std::string{functions} + "/orders");
  const Json& configuration = shown["Configuration"];
  EXPECT_EQ(configuration["FunctionArn"], "arn:aws:lambda:us-east-1:123456789012:function:orders");
  EXPECT_EQ(configuration["State"], "Active");
  EXPECT_EQ(configuration["LastUpdateStatus"], "Successful");
  EXPECT_EQ(configuration["LastModified"], "2024-04-12T01:00:00.000+0000");
  EXPECT_EQ(configuration["Timeout"], 3);
  EXPECT_EQ(configuration["MemorySize"], 128);
  EXPECT_EQ(Json::parse(made.body)["State"], "Pending");
  const auto code = ask("GET", std::string{functions} + "/orders/code");
  EXPECT_EQ(code_sha256(code.body), configuration["CodeSha256"].get<std::string>());
}

TEST_F(LambdaFaceTest, SaysWhatIsWrongAsLambdaDoes) {
  const auto missing = ask("GET", std::string{functions} + "/none");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.headers.find("x-amzn-ErrorType"), "ResourceNotFoundException");
  EXPECT_EQ(Json::parse(missing.body)["Message"],
            "Function not found: arn:aws:lambda:us-east-1:123456789012:function:none");
  EXPECT_EQ(Json::parse(create("no zip").body)["message"],
            "Could not unzip uploaded file. Please check your file, then try to upload again.");
  const auto layers = create(zip_of({{"bootstrap", "x", 0755}}), "provided.al2023",
                             {{"Layers", Json::array({"arn:aws:lambda:x"})}});
  EXPECT_EQ(layers.headers.find("x-amzn-ErrorType"), "InvalidParameterValueException");
  const auto unknown = ask("GET", "/2015-03-31/event-source-mappings");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.headers.find("x-amzn-ErrorType"), "UnknownOperationException");
  EXPECT_EQ(Json::parse(unknown.body)["message"],
            "Sluice does not model the operation GET /2015-03-31/event-source-mappings of lambda");
}

TEST_F(LambdaFaceTest, KeepsPoliciesTagsAndSettings) {
  create(zip_of({{"bootstrap", "x", 0755}}), "provided.al2023", {{"Tags", {{"team", "shop"}}}});
  const auto added = ask("POST", std::string{functions} + "/orders/policy",
                         {{"StatementId", "events"},
                          {"Action", "lambda:InvokeFunction"},
                          {"Principal", "events.amazonaws.com"},
                          {"SourceArn", "arn:aws:events:us-east-1:123456789012:rule/publish"}});
  EXPECT_EQ(added.status, 201);
  const Json policy = Json::parse(
      asked("GET", std::string{functions} + "/orders/policy")["Policy"].get<std::string>());
  const Json& statement = policy["Statement"][0];
  EXPECT_EQ(statement["Principal"]["Service"], "events.amazonaws.com");
  EXPECT_EQ(statement["Condition"]["ArnLike"]["AWS:SourceArn"],
            "arn:aws:events:us-east-1:123456789012:rule/publish");
  EXPECT_EQ(ask("DELETE", std::string{functions} + "/orders/policy/events").status, 204);
  EXPECT_EQ(ask("GET", std::string{functions} + "/orders/policy").status, 404);
  const std::string tags =
      "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aorders";
  EXPECT_EQ(asked("GET", tags)["Tags"]["team"], "shop");
  EXPECT_EQ(ask("DELETE", tags + "?tagKeys=team").status, 204);
  EXPECT_TRUE(asked("GET", tags)["Tags"].empty());
  EXPECT_EQ(
      ask("PUT", "/2019-09-25/functions/orders/event-invoke-config", {{"MaximumRetryAttempts", 1}})
          .status,
      200);
  EXPECT_EQ(
      asked("GET", "/2019-09-25/functions/orders/event-invoke-config")["MaximumRetryAttempts"], 1);
  EXPECT_EQ(ask("GET", "/2020-06-30/functions/orders/code-signing-config").status, 200);
}

TEST_F(LambdaFaceTest, ABootstrapAnswersInvocations) {
  create(zip_of(
      {{"bootstrap",
        shell_bootstrap("echo got $EVENT in $AWS_REGION\n"
                        "curl -sS -d \"{\\\"seen\\\":$EVENT}\" $api/invocation/$ID/response"),
        0755}}));
  const auto first = invoke({{"n", 1}}, {{"X-Amz-Log-Type", "Tail"}});
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.body, R"({"seen":{"n":1}})");
  EXPECT_EQ(first.headers.find("X-Amz-Function-Error"), std::nullopt);
  EXPECT_EQ(first.headers.find("X-Amz-Executed-Version"), "$LATEST");
  const auto tail = parse_base64(first.headers.find("X-Amz-Log-Result").value_or(""));
  EXPECT_THAT(tail.value_or(""), HasSubstr("got {\"n\":1} in us-east-1\n"));
  EXPECT_THAT(tail.value_or(""), HasSubstr("Init Duration"));
  EXPECT_EQ(invoke({{"n", 2}}).body, R"({"seen":{"n":2}})");
  EXPECT_EQ(lambda_.environments(), 1) << "the second ran in the same";
  EXPECT_TRUE(runtime_.idle());
}

TEST_F(LambdaFaceTest, AFunctionsErrorIsShown) {
  create(
      zip_of({{"bootstrap",
               shell_bootstrap("curl -sS -H 'Lambda-Runtime-Function-Error-Type: Shop.Closed' -d "
                               "'{\"errorMessage\":\"closed\"}' $api/invocation/$ID/error"),
               0755}}));
  const auto failed = invoke();
  EXPECT_EQ(failed.status, 200);
  EXPECT_EQ(failed.headers.find("X-Amz-Function-Error"), "Unhandled");
  EXPECT_EQ(failed.body, R"({"errorMessage":"closed"})");
}

TEST_F(LambdaFaceTest, AnExitIsToldAndTheNextOneStartsAnew) {
  create(zip_of({{"bootstrap", shell_bootstrap("exit 3"), 0755}}));
  for (int i = 0; i < 2; ++i) {
    const Json failed = Json::parse(invoke().body);
    EXPECT_EQ(failed["errorType"], "Runtime.ExitError");
    EXPECT_THAT(failed["errorMessage"].get<std::string>(),
                HasSubstr("Error: Runtime exited with error: exit status 3"));
    EXPECT_EQ(lambda_.environments(), 0);
  }
}

TEST_F(LambdaFaceTest, ATimeoutKillsTheProcess) {
  create(zip_of({{"bootstrap", shell_bootstrap("sleep 60"), 0755}}), "provided.al2023",
         {{"Timeout", 1}});
  EXPECT_THAT(Json::parse(invoke().body)["errorMessage"].get<std::string>(),
              HasSubstr("Error: Task timed out after 1.00 seconds"));
  EXPECT_THAT(log(), HasSubstr("Status: timeout"));
  EXPECT_EQ(lambda_.environments(), 0);
}

TEST_F(LambdaFaceTest, APackageWithoutABootstrapFails) {
  create(zip_of({{"readme", "x"}}));
  EXPECT_THAT(Json::parse(invoke().body)["errorMessage"].get<std::string>(),
              HasSubstr("Couldn't find valid bootstrap(s)"));
}

TEST_F(LambdaFaceTest, AnAsynchronousInvocationRunsByItself) {
  create(
      zip_of({{"bootstrap",
               shell_bootstrap("echo ran\ncurl -sS -d '{}' $api/invocation/$ID/response"), 0755}}));
  EXPECT_EQ(invoke(Json::object(), {{"X-Amz-Invocation-Type", "Event"}}).status, 202);
  EXPECT_FALSE(runtime_.idle());
  run_on(loop_, runtime_.all_done());
  EXPECT_THAT(log(), HasSubstr("ran\nEND RequestId"));
  EXPECT_EQ(invoke(Json::object(), {{"X-Amz-Invocation-Type", "DryRun"}}).status, 204);
}

class NodeFunctionTest : public LambdaFaceTest {
 protected:
  void SetUp() override {
    if (!node_is_there()) GTEST_SKIP() << "Node.js is not on this machine";
  }
  http::Response run_handler(const std::string& code, const std::string& file = "index.js") {
    create(zip_of({{file, code}}), "nodejs20.x");
    return invoke({{"n", 20}});
  }
};

TEST_F(NodeFunctionTest, RunsACommonJsHandler) {
  const auto answer = run_handler(
      "exports.handler = async (event, context) => { console.log('got', event);\n"
      " return {n: event.n + 1, left: context.getRemainingTimeInMillis() > 1000}; };");
  EXPECT_EQ(answer.body, R"({"n":21,"left":true})");
  EXPECT_THAT(log(), HasSubstr("\tINFO\tgot { n: 20 }\n"));
}

TEST_F(NodeFunctionTest, RunsAnEsModule) {
  EXPECT_EQ(run_handler("export const handler = async (event) => event.n * 2;", "index.mjs").body,
            "40");
}

TEST_F(NodeFunctionTest, RunsACallbackHandler) {
  EXPECT_EQ(run_handler("exports.handler = (event, context, callback) => {\n"
                        " setTimeout(() => callback(null, 'late'), 10); };")
                .body,
            R"("late")");
}

TEST_F(NodeFunctionTest, ReportsWhatWasThrown) {
  const auto answer = run_handler("exports.handler = async () => { throw new TypeError('no'); };");
  EXPECT_EQ(answer.headers.find("X-Amz-Function-Error"), "Unhandled");
  const Json error = Json::parse(answer.body);
  EXPECT_EQ(error["errorType"], "TypeError");
  EXPECT_EQ(error["errorMessage"], "no");
  EXPECT_EQ(error["trace"][0], "TypeError: no");
  EXPECT_THAT(log(), HasSubstr("Invoke Error"));
}

TEST_F(NodeFunctionTest, ReportsAHandlerThatIsNotThere) {
  EXPECT_EQ(Json::parse(run_handler("exports.other = 1;").body)["errorType"],
            "Runtime.HandlerNotFound");
}

TEST_F(NodeFunctionTest, ReportsWhatEndsTheProcess) {
  const auto answer = run_handler(
      "exports.handler = () => new Promise(() => setTimeout(() => { throw new Error('x'); }, 1));");
  EXPECT_EQ(Json::parse(answer.body)["errorMessage"], "x");
}

}  // namespace
}  // namespace sluice::local
