#include "world/lambda/lambda.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/logs/logs.hpp"

namespace sluice::world {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using Type = InvokeRequest::Type;

constexpr Instant start{std::chrono::seconds{1'712'883'600}};
constexpr const char* role = "arn:aws:iam::123456789012:role/orders";

/// Notes what Lambda asks of its runtime, and who got which result.
class FakeRuntime final : public FunctionRuntime, public InvocationResults, public MetricSink {
 public:
  void start(const EnvironmentPlan& plan, std::string_view zip) override {
    started.push_back(plan);
    packages.emplace_back(zip);
  }
  void invoke(EnvironmentId environment, FunctionInvocation invocation) override {
    invoked.emplace_back(environment, std::move(invocation));
  }
  void stop(EnvironmentId environment) override { stopped.push_back(environment); }
  void completed(InvocationResult result) override { results.push_back(std::move(result)); }
  void observe(const Metric& metric, double value, std::string_view, Instant) override {
    if (!metric.dimensions.empty()) sums[metric.name] += value;
  }

  std::vector<EnvironmentPlan> started;
  std::vector<std::string> packages;
  std::vector<std::pair<EnvironmentId, FunctionInvocation>> invoked;
  std::vector<EnvironmentId> stopped;
  std::vector<InvocationResult> results;
  std::map<std::string, double, std::less<>> sums;
};

class LambdaTest : public testing::Test {
 protected:
  explicit LambdaTest(LambdaParameters parameters = {})
      : lambda_{Location{}, {identities_, runtime_, logs_, runtime_, runtime_}, parameters} {}

  static CreateFunctionRequest orders(std::string name = "orders") {
    return {.name = std::move(name),
            .settings = {.role = role, .handler = "index.handler", .runtime = "nodejs20.x"},
            .code = {.sha256 = "sha-one", .zip = "zip one"}};
  }
  void create(std::string name = "orders") {
    ASSERT_TRUE(lambda_.create_function(orders(std::move(name)), start));
  }
  Answer<InvokeAnswer> invoke(Type type = Type::request_response, Instant now = start) {
    return lambda_.invoke({.name = "orders", .type = type, .payload = R"({"n":1})"}, now);
  }
  static InvocationOutcome success(std::string payload = "{}") {
    return {.payload = std::move(payload), .duration = 3400us};
  }
  static InvocationOutcome failure() {
    return {.error_type = "Error", .payload = "{}", .duration = 1ms};
  }
  std::vector<std::string> log() {
    std::vector<std::string> lines;
    const auto found = logs_.filter_log_events({.group = "/aws/lambda/orders"}, start);
    if (found)
      for (const FoundLogEvent& event : found->events) lines.push_back(event.event->message);
    return lines;
  }

  Random random_{1};
  Identities identities_{random_};
  Logs logs_{Location{}};
  FakeRuntime runtime_;
  Lambda lambda_;
};

TEST_F(LambdaTest, ANewFunctionIsPendingInTheAnswerAndActiveThen) {
  const auto made = lambda_.create_function(orders(), start);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->state, "Pending");
  EXPECT_EQ(made->arn, "arn:aws:lambda:us-east-1:123456789012:function:orders");
  EXPECT_EQ(made->version->version, "$LATEST");
  EXPECT_EQ(made->version->code_size, 7);
  const auto shown = lambda_.get_function("orders", {}, start);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->state, "Active");
  EXPECT_EQ(shown->last_update_status, "Successful");
}

TEST_F(LambdaTest, KnowsAFunctionByAllItsNames) {
  create();
  for (const char* name :
       {"orders", "123456789012:function:orders", "function:orders",
        "arn:aws:lambda:us-east-1:123456789012:function:orders", "orders:$LATEST"})
    EXPECT_TRUE(lambda_.get_function(name, {}, start)) << name;
  EXPECT_EQ(
      lambda_.get_function("none", {}, start).error(),
      (Refusal{"ResourceNotFoundException",
               "Function not found: arn:aws:lambda:us-east-1:123456789012:function:none", 404}));
  EXPECT_EQ(lambda_.get_function("no name", {}, start).error().code, "ValidationException");
  EXPECT_EQ(lambda_.get_function("orders", "7", start).error().code, "ResourceNotFoundException");
}

TEST_F(LambdaTest, RefusesSettingsInAwsWords) {
  const auto refused = [&](auto change) {
    CreateFunctionRequest request = orders();
    change(request);
    const auto answer = lambda_.create_function(std::move(request), start);
    return answer ? std::string{} : answer.error().message;
  };
  EXPECT_EQ(refused([](auto& r) { r.settings.timeout = 901; }),
            "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: "
            "Member must have value less than or equal to 900");
  EXPECT_EQ(refused([](auto& r) { r.settings.memory_size = 64; }),
            "1 validation error detected: Value '64' at 'memorySize' failed to satisfy "
            "constraint: Member must have value greater than or equal to 128");
  EXPECT_EQ(refused([](auto& r) { r.settings.handler = ""; }),
            "Runtime and Handler are mandatory parameters for functions created with deployment "
            "packages.");
  EXPECT_THAT(refused([](auto& r) { r.settings.runtime = "python3.12"; }),
              HasSubstr("The runtime parameter of python3.12 is not supported"));
  EXPECT_THAT(refused([](auto& r) {
                r.settings.environment = FunctionVariables{{"AWS_REGION", "x"}, {"A", "b"}};
              }),
              testing::EndsWith("Reserved keys used in this request: AWS_REGION"));
  create();
  EXPECT_EQ(lambda_.create_function(orders(), start).error(),
            (Refusal{"ResourceConflictException", "Function already exist: orders", 409}));
}

TEST_F(LambdaTest, RunsASynchronousInvocationAndGivesItsResult) {
  create();
  const auto begun = invoke();
  ASSERT_TRUE(begun);
  ASSERT_THAT(runtime_.started, SizeIs(1));
  EXPECT_EQ(runtime_.packages[0], "zip one");
  ASSERT_THAT(runtime_.invoked, SizeIs(1));
  EXPECT_EQ(runtime_.invoked[0].second.payload, R"({"n":1})");
  const EnvironmentId id = runtime_.started[0].id;
  lambda_.printed(id, "hello", start);
  lambda_.finished(id, {.payload = R"("done")", .duration = 3400us, .init_duration = 120ms}, start);
  ASSERT_THAT(runtime_.results, SizeIs(1));
  EXPECT_EQ(runtime_.results[0].request_id, begun->request_id);
  EXPECT_EQ(runtime_.results[0].payload, R"("done")");
  EXPECT_FALSE(runtime_.results[0].function_error);
  EXPECT_THAT(runtime_.results[0].log_tail, HasSubstr("hello\nEND RequestId: "));
  EXPECT_THAT(
      log(), ElementsAre("INIT_START Runtime Version: nodejs:20.v1\n",
                         "START RequestId: " + begun->request_id + " Version: $LATEST\n", "hello\n",
                         "END RequestId: " + begun->request_id + "\n",
                         "REPORT RequestId: " + begun->request_id +
                             "\tDuration: 3.40 ms\tBilled Duration: 124 ms\tMemory Size: 128 MB\t"
                             "Init Duration: 120.00 ms\t\n"));
  EXPECT_THAT(runtime_.started[0].log_stream, StartsWith("2024/04/12/[$LATEST]"));
  EXPECT_EQ(runtime_.sums["Invocations"], 1);
  EXPECT_EQ(runtime_.sums["Errors"], 0);
  EXPECT_EQ(runtime_.sums["Duration"], 3.4);
}

TEST_F(LambdaTest, AnEnvironmentIsUsedAgainAndOneForEachAtTheSameTime) {
  create();
  ASSERT_TRUE(invoke());
  ASSERT_TRUE(invoke());
  EXPECT_THAT(runtime_.started, SizeIs(2));
  lambda_.finished(1, success(), start);
  ASSERT_TRUE(invoke());
  EXPECT_THAT(runtime_.started, SizeIs(2)) << "the first is free again";
  EXPECT_EQ(runtime_.invoked.back().first, 1);
}

TEST_F(LambdaTest, AnIdleEnvironmentEndsInTheEnd) {
  create();
  ASSERT_TRUE(invoke());
  EXPECT_EQ(lambda_.due(), std::nullopt);
  lambda_.finished(1, success(), start + 1s);
  EXPECT_EQ(lambda_.due(), start + 1s + 10min);
  lambda_.run(start + 1s + 10min);
  EXPECT_THAT(runtime_.stopped, ElementsAre(1));
  EXPECT_EQ(lambda_.environments(), 0);
}

TEST_F(LambdaTest, NewCodeRunsInNewEnvironments) {
  create();
  ASSERT_TRUE(invoke());
  ASSERT_TRUE(invoke());
  lambda_.finished(1, success(), start);
  const auto updated = lambda_.update_function_code(
      "orders", {.sha256 = "sha-two", .zip = "zip two"}, {}, false, start + 1s);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->last_update_status, "InProgress");
  EXPECT_THAT(runtime_.stopped, ElementsAre(1)) << "the idle one goes at once";
  lambda_.finished(2, success(), start + 2s);
  EXPECT_THAT(runtime_.stopped, ElementsAre(1, 2)) << "the busy one when it is done";
  ASSERT_TRUE(invoke());
  EXPECT_EQ(runtime_.packages.back(), "zip two");
  EXPECT_EQ(lambda_.state().packages.size(), 1) << "nobody names the first any more";
}

TEST_F(LambdaTest, ATimeoutIsToldAsLambdaTellsIt) {
  create();
  const auto begun = invoke();
  ASSERT_TRUE(begun);
  lambda_.finished(1, {.duration = 3s, .timed_out = true, .environment_ended = true}, start + 3s);
  ASSERT_THAT(runtime_.results, SizeIs(1));
  EXPECT_TRUE(runtime_.results[0].function_error);
  EXPECT_EQ(runtime_.results[0].payload,
            R"({"errorType":"Sandbox.Timedout","errorMessage":"RequestId: )" + begun->request_id +
                R"( Error: Task timed out after 3.00 seconds"})");
  EXPECT_EQ(log()[2], "2024-04-12T01:00:03.000Z " + begun->request_id +
                          " Task timed out after 3.00 seconds\n");
  EXPECT_THAT(log()[4], HasSubstr("Duration: 3000.00 ms\tBilled Duration: 3000 ms"));
  EXPECT_THAT(log()[4], HasSubstr("Status: timeout"));
  EXPECT_EQ(lambda_.environments(), 0);
  EXPECT_EQ(runtime_.sums["Errors"], 1);
}

TEST_F(LambdaTest, AnAsynchronousErrorIsTriedAgainAfterOneAndTwoMinutes) {
  create();
  const auto begun = invoke(Type::event);
  ASSERT_TRUE(begun);
  ASSERT_THAT(runtime_.invoked, SizeIs(1));
  lambda_.finished(1, failure(), start + 1s);
  EXPECT_EQ(lambda_.due(), start + 61s);
  lambda_.run(start + 61s);
  ASSERT_THAT(runtime_.invoked, SizeIs(2));
  EXPECT_EQ(runtime_.invoked[1].second.request_id, begun->request_id) << "the same invocation";
  lambda_.finished(1, failure(), start + 62s);
  EXPECT_EQ(lambda_.due(), start + 182s);
  lambda_.run(start + 182s);
  lambda_.finished(1, failure(), start + 183s);
  EXPECT_THAT(lambda_.state().events, IsEmpty());
  EXPECT_EQ(runtime_.sums["AsyncEventsDropped"], 1);
  EXPECT_EQ(runtime_.sums["Errors"], 3);
  EXPECT_THAT(runtime_.results, IsEmpty());
}

TEST_F(LambdaTest, ItsRetriesAndAgeCanBeSet) {
  create();
  ASSERT_TRUE(lambda_.put_event_invoke_config(
      "orders", {}, {.last_modified = start, .maximum_retry_attempts = 0}, false));
  ASSERT_TRUE(invoke(Type::event));
  lambda_.finished(1, failure(), start);
  EXPECT_THAT(lambda_.state().events, IsEmpty());
  ASSERT_TRUE(lambda_.put_event_invoke_config(
      "orders", {}, {.last_modified = start, .maximum_event_age = 60}, false));
  ASSERT_TRUE(invoke(Type::event));
  lambda_.finished(1, failure(), start + 30s);
  lambda_.run(start + 90s);
  EXPECT_THAT(lambda_.state().events, IsEmpty()) << "older than a minute";
  EXPECT_THAT(runtime_.invoked, SizeIs(2));
}

TEST_F(LambdaTest, AReservationThrottles) {
  create();
  ASSERT_TRUE(lambda_.put_function_concurrency("orders", 1));
  ASSERT_TRUE(invoke());
  EXPECT_EQ(invoke().error(), (Refusal{"TooManyRequestsException", "Rate Exceeded.", 429}));
  ASSERT_TRUE(invoke(Type::event));
  EXPECT_EQ(runtime_.sums["Throttles"], 2);
  EXPECT_EQ(lambda_.due(), start + 1s) << "an asynchronous one waits its turn";
  lambda_.run(start + 1s);
  EXPECT_EQ(lambda_.due(), start + 3s) << "twice as long";
  lambda_.finished(1, success(), start + 2s);
  lambda_.run(start + 3s);
  EXPECT_THAT(runtime_.invoked, SizeIs(2));
  EXPECT_EQ(lambda_.put_function_concurrency("orders", 950).error().code,
            "InvalidParameterValueException");
}

TEST_F(LambdaTest, PublishesAVersionOnlyWhereSomethingChanged) {
  create();
  const auto first = lambda_.publish_version({.name = "orders"}, start);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->version->version, "1");
  EXPECT_EQ(lambda_.publish_version({.name = "orders"}, start)->version->version, "1");
  ASSERT_TRUE(lambda_.update_function_configuration("orders", {.timeout = 10}, {}, start));
  EXPECT_EQ(lambda_.publish_version({.name = "orders"}, start)->version->version, "2");
  EXPECT_THAT(*lambda_.list_versions("orders", start), SizeIs(3));
  EXPECT_EQ(lambda_.get_function("orders:1", {}, start)->version->settings.timeout, 3);
}

TEST_F(LambdaTest, AChangeOfAnotherRevisionIsRefused) {
  create();
  const auto refused =
      lambda_.update_function_configuration("orders", {.timeout = 10}, "old", start);
  EXPECT_EQ(refused.error().code, "PreconditionFailedException");
  EXPECT_EQ(refused.error().status, 412);
}

TEST_F(LambdaTest, KeepsAPolicy) {
  create();
  EXPECT_EQ(lambda_.get_policy("orders", {}).error().status, 404);
  const FunctionPermission events{.statement_id = "events",
                                  .action = "lambda:InvokeFunction",
                                  .principal = "events.amazonaws.com"};
  ASSERT_TRUE(lambda_.add_permission("orders", {}, events, {}));
  EXPECT_EQ(lambda_.add_permission("orders", {}, events, {}).error().code,
            "ResourceConflictException");
  const auto policy = lambda_.get_policy("orders", {});
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->statements[0].resource,
            "arn:aws:lambda:us-east-1:123456789012:function:orders");
  ASSERT_TRUE(lambda_.remove_permission("orders", {}, "events", {}));
  EXPECT_EQ(lambda_.get_policy("orders", {}).error().code, "ResourceNotFoundException");
}

TEST_F(LambdaTest, ADeletedFunctionTakesItsEventsAlong) {
  create();
  ASSERT_TRUE(invoke(Type::event));
  ASSERT_TRUE(invoke());
  lambda_.finished(1, failure(), start);
  ASSERT_TRUE(lambda_.delete_function("orders", {}));
  EXPECT_THAT(lambda_.state().events, IsEmpty());
  EXPECT_THAT(lambda_.state().packages, IsEmpty());
  EXPECT_THAT(runtime_.stopped, ElementsAre(1));
  lambda_.finished(2, success(), start);
  EXPECT_THAT(runtime_.results, SizeIs(1)) << "who waits gets the answer";
  EXPECT_THAT(runtime_.stopped, ElementsAre(1, 2));
}

TEST_F(LambdaTest, TakesUpItsEventsAgainWhenItComesBack) {
  create();
  ASSERT_TRUE(invoke(Type::event));
  FakeRuntime runtime;
  Lambda other{Location{}, {identities_, runtime, logs_, runtime, runtime}};
  other.restore(lambda_.state(), start + 5s);
  EXPECT_EQ(other.due(), start + 5s);
  other.run(start + 5s);
  EXPECT_THAT(runtime.invoked, SizeIs(1));
  EXPECT_EQ(runtime.packages[0], "zip one");
}

class SmallMachine : public LambdaTest {
 protected:
  SmallMachine() : LambdaTest{{.activation = 5s, .most_environments = 1}} {}
};

TEST_F(SmallMachine, AFunctionThatIsStillPendingCannotRun) {
  create();
  EXPECT_EQ(invoke().error(), (Refusal{"ResourceConflictException",
                                       "The operation cannot be performed at this time. The "
                                       "function is currently in the following state: Pending",
                                       409}));
  EXPECT_EQ(lambda_.get_function("orders", {}, start + 4s)->state, "Pending");
  EXPECT_EQ(lambda_.get_function("orders", {}, start + 5s)->state, "Active");
}

TEST_F(SmallMachine, AnIdleEnvironmentOfAnotherMakesRoom) {
  create("orders");
  create("other");
  ASSERT_TRUE(invoke(Type::request_response, start + 5s));
  EXPECT_EQ(lambda_.invoke({.name = "other"}, start + 5s).error().code, "TooManyRequestsException");
  lambda_.finished(1, success(), start + 6s);
  EXPECT_TRUE(lambda_.invoke({.name = "other"}, start + 6s));
  EXPECT_THAT(runtime_.stopped, ElementsAre(1));
}

}  // namespace
}  // namespace sluice::world
