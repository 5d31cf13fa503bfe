#include "lambda/runtime.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/kept_log.hpp"
#include "support/run.hpp"
#include "support/scripted_service.hpp"

namespace sluice::lambda {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = http::TransportError::Kind;
using Outcome = Result<std::string, FunctionError>;

constexpr const char* path = "/2018-06-01/runtime/";

http::Response invocation(const std::string& id, const std::string& deadline = "1712883723004") {
  return {
      .headers = {{"Lambda-Runtime-Aws-Request-Id", id}, {"Lambda-Runtime-Deadline-Ms", deadline}},
      .body = R"({"source": "aws.events"})"};
}

/// A script in the Runtime API's place, and a function that ends as told.
class RuntimeTest : public testing::Test {
 protected:
  /// Serves until the script ends; what the loop said then.
  std::string serve() {
    Runtime runtime{"127.0.0.1:9001", api_, log_};
    const Handler handler = [this](Invocation one) { return handle(std::move(one)); };
    return run(runtime.serve(handler)).message;
  }
  [[nodiscard]] const http::Request& request(std::size_t index) const {
    return api_.requests().at(index);
  }

  ScriptedService api_;
  KeptLog log_;
  Outcome outcome_ = R"({"published":1})";
  std::vector<Invocation> handled_;

 private:
  asio::awaitable<Outcome> handle(Invocation one) {
    handled_.push_back(std::move(one));
    co_return outcome_;
  }
};

TEST_F(RuntimeTest, AnswersEachInvocationAtItsOwnId) {
  for (const std::string id : {"8476a536", "9bd5a4ef"}) {
    api_.then(invocation(id));
    api_.then(http::Response{.status = 202});
  }
  serve();
  ASSERT_EQ(api_.requests().size(), 5) << "and asked for a third";
  for (const std::size_t i : {0, 2, 4}) {
    EXPECT_EQ(request(i).method, "GET");
    EXPECT_EQ(request(i).url.origin(), "http://127.0.0.1:9001");
    EXPECT_EQ(request(i).url.target, path + std::string{"invocation/next"});
  }
  EXPECT_EQ(request(1).method, "POST");
  EXPECT_EQ(request(1).url.target, path + std::string{"invocation/8476a536/response"});
  EXPECT_EQ(request(1).body, R"({"published":1})");
  EXPECT_EQ(request(3).url.target, path + std::string{"invocation/9bd5a4ef/response"});
  EXPECT_THAT(log_.lines(), IsEmpty());
}

TEST_F(RuntimeTest, HandsTheInvocationToTheFunction) {
  api_.then(invocation("8476a536"));
  serve();
  ASSERT_THAT(handled_, SizeIs(1));
  EXPECT_EQ(handled_[0].request_id, "8476a536");
  EXPECT_EQ(handled_[0].deadline, Instant{1712883723004ms});
  EXPECT_EQ(handled_[0].event, R"({"source": "aws.events"})");
}

TEST_F(RuntimeTest, TakesADeadlineThatIsNoneForTheEndOfTime) {
  for (const std::string text : {"", "soon", "0", "-1", "9223372036854775807",
                                 "-9223372036854775808", "99999999999999999999"})
    api_.then(invocation("8476a536", text)), api_.then(http::Response{.status = 202});
  serve();
  ASSERT_THAT(handled_, SizeIs(7));
  for (const Invocation& one : handled_) EXPECT_EQ(one.deadline, Instant::max());
}

TEST_F(RuntimeTest, WaitsForAnInvocationForEverButNotForItsAnswerToBeTaken) {
  api_.then(invocation("8476a536"));
  api_.then(http::Response{.status = 202});
  serve();
  EXPECT_EQ(request(0).time_limit, std::nullopt) << "Lambda freezes the process meanwhile";
  EXPECT_NE(request(1).time_limit, std::nullopt);
  EXPECT_EQ(request(2).time_limit, std::nullopt);
}

TEST_F(RuntimeTest, TellsAFailureInOneDocumentAndGoesOn) {
  outcome_ = Failure<FunctionError>{{"Sluice.ServicesFailed", "1 of 2 \"services\"\xFF failed"}};
  api_.then(invocation("8476a536"));
  api_.then(http::Response{.status = 202});
  serve();
  ASSERT_EQ(api_.requests().size(), 3);
  EXPECT_EQ(request(1).method, "POST");
  EXPECT_EQ(request(1).url.target, path + std::string{"invocation/8476a536/error"});
  EXPECT_EQ(request(1).headers.find("Lambda-Runtime-Function-Error-Type"), "Sluice.ServicesFailed");
  const json document = json::parse(request(1).body);
  EXPECT_EQ(document, json({{"errorType", "Sluice.ServicesFailed"},
                            {"errorMessage", "1 of 2 \"services\"\uFFFD failed"},
                            {"stackTrace", json::array()}}));
}

TEST_F(RuntimeTest, LogsAnAnswerThatLambdaDoesNotTakeAndGoesOn) {
  for (const int status : {413, 403, 400}) {
    api_.then(invocation("8476a536"));
    api_.then(http::Response{.status = status, .body = R"({"errorType":"RequestEntityTooLarge"})"});
  }
  serve();
  EXPECT_THAT(handled_, SizeIs(3));
  ASSERT_THAT(log_.lines(), SizeIs(3));
  for (const auto& line : log_.lines()) EXPECT_EQ(line.level, Log::Level::warning);
}

TEST_F(RuntimeTest, EndsWhereAnAnswerCannotBeGiven) {
  api_.then(invocation("8476a536"));
  api_.then(
      http::Response{.status = 500});  // "Non-recoverable state. Runtime should exit promptly."
  EXPECT_THAT(serve(), testing::AllOf(HasSubstr("response"), HasSubstr("500")));
  EXPECT_EQ(api_.requests().size(), 2);

  api_.then(invocation("8476a536"));
  api_.then(Kind::timeout);
  EXPECT_THAT(serve(), HasSubstr("it is only a script"));
  EXPECT_EQ(api_.requests().size(), 4);
}

TEST_F(RuntimeTest, EndsWhereNoInvocationCanBeHad) {
  api_.then(Kind::connect);
  EXPECT_THAT(serve(), testing::AllOf(HasSubstr("Runtime API"), HasSubstr("invocation/next"),
                                      HasSubstr("it is only a script")));
  api_.then(http::Response{.status = 500});
  EXPECT_THAT(serve(), testing::AllOf(HasSubstr("invocation/next"), HasSubstr("500")));
  api_.then(http::Response{.body = "{}"});
  EXPECT_THAT(serve(), HasSubstr("no Lambda-Runtime-Aws-Request-Id header"));
  EXPECT_THAT(handled_, IsEmpty());
}

TEST_F(RuntimeTest, TellsThatTheFunctionCannotStart) {
  api_.then(http::Response{.status = 202});
  Runtime runtime{"127.0.0.1:9001", api_, log_};
  FunctionError error{"Sluice.InvalidConfiguration", "QUEUE_URL is missing"};
  run(runtime.report_init_error(std::move(error)));
  ASSERT_EQ(api_.requests().size(), 1);
  EXPECT_EQ(request(0).method, "POST");
  EXPECT_EQ(request(0).url.target, path + std::string{"init/error"});
  EXPECT_NE(request(0).time_limit, std::nullopt);
  EXPECT_EQ(request(0).headers.find("Lambda-Runtime-Function-Error-Type"),
            "Sluice.InvalidConfiguration");
  const json document = json::parse(request(0).body);
  EXPECT_EQ(document.at("errorType"), "Sluice.InvalidConfiguration");
  EXPECT_EQ(document.at("errorMessage"), "QUEUE_URL is missing");
  EXPECT_THAT(log_.lines(), IsEmpty());
}

TEST_F(RuntimeTest, LogsThatLambdaCouldNotBeTold) {
  api_.then(Kind::connect);
  Runtime runtime{"127.0.0.1:9001", api_, log_};
  FunctionError error{"Sluice.InvalidConfiguration", "QUEUE_URL is missing"};
  run(runtime.report_init_error(std::move(error)));
  ASSERT_THAT(log_.lines(), SizeIs(1));
  EXPECT_EQ(log_.lines()[0].level, Log::Level::error);
}

TEST_F(RuntimeTest, IsUnreachableWhereItsHostIsNone) {
  Runtime runtime{"no host at all", api_, log_};
  const Handler handler = [](Invocation) -> asio::awaitable<Outcome> { co_return "{}"; };
  run(runtime.serve(handler));
  EXPECT_EQ(request(0).url.host, "no host at all");
}

}  // namespace
}  // namespace sluice::lambda
