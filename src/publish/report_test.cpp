#include "publish/report.hpp"

#include <gtest/gtest.h>

#include "publish/statistics.hpp"

namespace sluice::publish {
namespace {

using namespace std::chrono_literals;

record::TickRecord tick() {
  record::ServiceRecord good{.key = {"orders", "orders-service"},
                             .depth = core::QueueDepth{MessageCount{60}},
                             .tasks = core::TaskCounts{TaskCount{2}, TaskCount{0}, TaskCount{2}},
                             .measured = core::BacklogPerTask{60, 30},
                             .status = record::PublishStatus::published};
  record::ServiceRecord bad{
      .key = {"orders", "billing"},
      .tasks = core::TaskCounts{TaskCount{1}, TaskCount{0}, TaskCount{1}},
      .error = record::Failure{"AccessDenied", "not authorized", "sqs:GetQueueAttributes"}};
  return {.started = Instant{1712883723s}, .elapsed = 12'340us, .services = {good, bad}};
}

TEST(Report, TheJsonIsTheContracts) {
  EXPECT_EQ(
      to_json(tick(), {{"sqs", 2}, {"ecs", 1}, {"cloudwatch", 1}}),
      R"({"published":1,"failed":1,"elapsed_ms":12.3,"calls":{"sqs":2,"ecs":1,"cloudwatch":1},)"
      R"("services":[{"cluster":"orders","service":"orders-service","visible":60,"in_flight":0,)"
      R"("delayed":0,"running":2,"pending":0,"desired":2,"backlog":60,"backlog_per_task":30.0,)"
      R"("status":"published","error":null},{"cluster":"orders","service":"billing",)"
      R"("visible":null,"in_flight":null,"delayed":null,"running":1,"pending":0,"desired":1,)"
      R"("backlog":null,"backlog_per_task":null,"status":"failed","error":{"code":"AccessDenied",)"
      R"("message":"not authorized","operation":"sqs:GetQueueAttributes"}}]})");
}

TEST(Report, AValueThatWasRefusedIsNotShownAsPublished) {
  record::TickRecord refused = tick();
  refused.services[0].status = record::PublishStatus::failed;
  EXPECT_NE(to_json(refused, {}).find(R"("backlog":60,"backlog_per_task":null)"),
            std::string::npos);
}

TEST(Report, TheTableIsAligned) {
  EXPECT_EQ(to_text(tick(), {{"sqs", 2}, {"ecs", 1}}),
            "SERVICE                  BACKLOG  RUNNING  BACKLOG PER TASK  STATUS\n"
            "orders/orders-service         60        2                30  published\n"
            "orders/billing                 -        1                 -  failed: "
            "sqs:GetQueueAttributes: AccessDenied: not authorized\n"
            "1 published, 1 failed, 3 calls, 12.3 ms");
}

TEST(Report, AFailureIsOneLineWhateverAwsSaid) {
  EXPECT_EQ(to_line(record::Failure{"A\nB", "one\ttwo", "sqs:GetQueueUrl"}),
            "sqs:GetQueueUrl: A B: one two");
}

bool has(const std::string& page, std::string_view line) {
  return page.find(std::string{line} + "\n") != std::string::npos;
}

TEST(Statistics, ThePageShowsServicesAndCalls) {
  Statistics statistics;
  const aws::Error throttle{.remedy = aws::Remedy::throttled,
                            .operation = "ecs:DescribeServices",
                            .message = "Rate exceeded"};
  statistics.attempted(aws::ecs, "DescribeServices", 30ms, &throttle);
  statistics.retrying(aws::ecs, "DescribeServices");
  statistics.attempted(aws::ecs, "DescribeServices", 2s, nullptr);
  statistics.ended(tick());
  const std::string page = statistics.prometheus();
  for (
      const char* line :
      {R"(sluice_backlog_messages{cluster="orders",service="orders-service"} 60)",
       R"(sluice_backlog_per_task{cluster="orders",service="orders-service"} 30)",
       R"(sluice_tasks{cluster="orders",service="orders-service",state="running"} 2)",
       R"(sluice_service_up{cluster="orders",service="billing"} 0)",
       R"(sluice_last_success_timestamp_seconds{cluster="orders",service="orders-service"} 1712883723.012)",
       R"(sluice_aws_calls_total{operation="ecs:DescribeServices"} 2)",
       R"(sluice_aws_throttles_total{operation="ecs:DescribeServices"} 1)",
       R"(sluice_aws_retries_total{operation="ecs:DescribeServices"} 1)",
       R"(sluice_aws_call_seconds_bucket{operation="ecs:DescribeServices",le="0.05"} 1)",
       R"(sluice_aws_call_seconds_bucket{operation="ecs:DescribeServices",le="2.5"} 2)",
       R"(sluice_aws_call_seconds_bucket{operation="ecs:DescribeServices",le="+Inf"} 2)",
       R"(sluice_aws_call_seconds_count{operation="ecs:DescribeServices"} 2)"})
    EXPECT_TRUE(has(page, line)) << line << "\nin\n" << page;
  EXPECT_EQ(page.find(R"(sluice_backlog_per_task{cluster="orders",service="billing"})"),
            std::string::npos)
      << "what was not measured has no value";
}

TEST(Statistics, TheLastSuccessOutlivesAFailure) {
  Statistics statistics;
  statistics.ended(tick());
  record::TickRecord failed = tick();
  failed.started += 60s;
  failed.services[0].status = record::PublishStatus::failed;
  statistics.ended(failed);
  EXPECT_NE(statistics.prometheus().find("} 1712883723.012\n"), std::string::npos);
}

TEST(Statistics, CountsCallsFromOneReportToTheNext) {
  Statistics statistics;
  statistics.attempted(aws::sqs, "GetQueueAttributes", 1ms, nullptr);
  EXPECT_EQ(statistics.take_calls(), (CallCounts{{"sqs", 1}}));
  EXPECT_TRUE(statistics.take_calls().empty());
}

TEST(Statistics, LabelsAreEscaped) {
  Statistics statistics;
  record::TickRecord odd = tick();
  odd.services = {{.key = {"a\"b\\c", "d\ne"}}};
  statistics.ended(odd);
  EXPECT_NE(statistics.prometheus().find(R"({cluster="a\"b\\c",service="d\ne"} 0)"),
            std::string::npos);
}

}  // namespace
}  // namespace sluice::publish
