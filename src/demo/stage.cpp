#include "demo/stage.hpp"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "aws/json_reading.hpp"
#include "aws/sqs/client.hpp"
#include "demo/bootstrap_zip.hpp"

namespace sluice::demo {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr Duration call_limit = 20s;
constexpr const char* scalable_dimension = "ecs:service:DesiredCount";
constexpr const char* function_name = "publisher";
constexpr const char* rule_name = "publish-each-minute";

/// An operation of which only the demo makes use: its request as the API
/// reference spells it.
struct Step {
  const aws::ServiceDescription& service;
  std::string_view operation;
  json body;
  std::string path = "/";  ///< of REST services
};

double seconds_of(Duration span) {
  return std::chrono::duration<double>{span}.count();
}

json variable(std::string_view name, std::string value) {
  return {{"name", name}, {"value", std::move(value)}};
}

/// The task: this very program as the worker. Its own waits are real time, so
/// they are divided by the speed; SQS and ECS it sees on the cloud's clock.
json task_definition(const Scenario& scenario, const Setting& setting,
                     const std::string& queue_url) {
  constexpr Duration grace = 15s;  // half of ECS's stop timeout
  json environment = json::array();
  environment.push_back(variable("QUEUE_URL", queue_url));
  environment.push_back(variable(
      "ORDER_SECONDS", fmt::format("{:.4f}", seconds_of(scenario.order_time) / setting.speed)));
  environment.push_back(
      variable("STOP_SECONDS", fmt::format("{:.4f}", seconds_of(grace) / setting.speed)));
  environment.push_back(variable("AWS_ENDPOINT_URL", setting.endpoint.origin()));
  environment.push_back(variable("AWS_REGION", setting.region));
  environment.push_back(variable("AWS_ACCESS_KEY_ID", "demo"));
  environment.push_back(variable("AWS_SECRET_ACCESS_KEY", "demo"));
  json container{{"name", "worker"},  {"image", "orders-worker:latest"},
                 {"essential", true}, {"memory", 128},
                 {"cpu", 256},        {"environment", std::move(environment)}};
  container["command"] = json::array({setting.program, "orders-worker"});
  json containers = json::array();
  containers.push_back(std::move(container));
  return {{"family", "orders-worker"}, {"containerDefinitions", std::move(containers)}};
}

json scaling_policy(const Scenario& scenario) {
  json dimensions = json::array();
  dimensions.push_back({{"Name", "ClusterName"}, {"Value", cluster_name}});
  dimensions.push_back({{"Name", "ServiceName"}, {"Value", service_name}});
  json metric{{"Namespace", "ECS/CustomMetrics"},
              {"MetricName", "BacklogPerTask"},
              {"Dimensions", std::move(dimensions)},
              {"Statistic", "Average"},
              {"Unit", "Count"}};
  const auto cooldown = std::chrono::floor<std::chrono::seconds>(scenario.cooldown).count();
  json tracking{{"TargetValue", scenario.target},
                {"ScaleOutCooldown", cooldown},
                {"ScaleInCooldown", cooldown},
                {"CustomizedMetricSpecification", std::move(metric)}};
  return {{"PolicyName", "scale-backlog-per-task"},
          {"PolicyType", "TargetTrackingScaling"},
          {"ServiceNamespace", "ecs"},
          {"ResourceId", resource_id},
          {"ScalableDimension", scalable_dimension},
          {"TargetTrackingScalingPolicyConfiguration", std::move(tracking)}};
}

/// The publisher, configured as the article configures its own.
json function(const Setting& setting, const std::string& queue_url) {
  json variables{{"QUEUE_URL", queue_url},
                 {"ECS_CLUSTER_NAME", cluster_name},
                 {"ECS_SERVICE_NAME", service_name},
                 {"AWS_ENDPOINT_URL", setting.endpoint.origin()}};
  return {{"FunctionName", function_name},
          {"Runtime", "provided.al2023"},
          {"Handler", "bootstrap"},
          {"Role", fmt::format("arn:aws:iam::{}:role/publisher", setting.account)},
          {"Timeout", 30},
          {"MemorySize", 128},
          {"Environment", {{"Variables", std::move(variables)}}},
          {"Code", {{"ZipFile", base64(setting.bootstrap_zip)}}}};
}

/// Makes calls to one cloud, one after the other; from the first that fails on,
/// it makes none and keeps why.
class Builder {
 public:
  Builder(const Setting& setting, const aws::Shared& shared, aws::CredentialsProvider& keys)
      : setting_{setting}, shared_{shared}, keys_{keys} {}

  [[nodiscard]] aws::Connection connect(const aws::ServiceDescription& service) {
    return {service, setting_.endpoint, setting_.region, &keys_, shared_};
  }
  [[nodiscard]] Instant deadline() const { return shared_.clock.now() + call_limit; }
  [[nodiscard]] const Problem& problem() const { return problem_; }

  /// The answer; empty where it failed, or something before it.
  asio::awaitable<json> make(Step step) {
    if (!problem_.empty()) co_return json::object();
    aws::ApiCall call{.operation = step.operation,
                      .body = step.body.dump(),
                      .deadline = deadline(),
                      .repeatable = false,
                      .attempt_limit = call_limit,
                      .path = std::move(step.path)};
    const auto answer = co_await connect(step.service).call(std::move(call));
    if (!answer) {
      fail(answer.error());
      co_return json::object();
    }
    co_return aws::read_object(*answer).value_or(json::object());
  }

  void fail(const aws::Error& error) { problem_ = aws::to_line(error); }
  void fail(Problem problem) { problem_ = std::move(problem); }

 private:
  const Setting& setting_;
  const aws::Shared& shared_;
  aws::CredentialsProvider& keys_;
  Problem problem_;
};

asio::awaitable<std::string> make_queue(Builder& builder) {
  aws::SqsClient sqs{builder.connect(aws::sqs)};
  const aws::CreateQueueRequest request{.queue_name = std::string{queue_name},
                                        .attributes = {{"VisibilityTimeout", "120"}}};
  const auto made = co_await sqs.create_queue(request, builder.deadline());
  if (!made) builder.fail(made.error());
  co_return made ? made->queue_url : "";
}

asio::awaitable<void> make_service(Builder& builder, const Scenario& scenario, json definition) {
  Step cluster{aws::ecs, "CreateCluster", {{"clusterName", cluster_name}}};
  (void)co_await builder.make(std::move(cluster));
  Step task{aws::ecs, "RegisterTaskDefinition", std::move(definition)};
  (void)co_await builder.make(std::move(task));
  Step service{aws::ecs,
               "CreateService",
               {{"cluster", cluster_name},
                {"serviceName", service_name},
                {"taskDefinition", "orders-worker"},
                {"desiredCount", scenario.min_tasks}}};
  (void)co_await builder.make(std::move(service));
}

asio::awaitable<void> make_scaling(Builder& builder, const Scenario& scenario) {
  Step target{aws::application_auto_scaling,
              "RegisterScalableTarget",
              {{"ServiceNamespace", "ecs"},
               {"ResourceId", resource_id},
               {"ScalableDimension", scalable_dimension},
               {"MinCapacity", scenario.min_tasks},
               {"MaxCapacity", scenario.max_tasks}}};
  (void)co_await builder.make(std::move(target));
  Step policy{aws::application_auto_scaling, "PutScalingPolicy", scaling_policy(scenario)};
  (void)co_await builder.make(std::move(policy));
}

asio::awaitable<void> make_publisher(Builder& builder, json function) {
  Step create{aws::lambda, "CreateFunction", std::move(function), "/2015-03-31/functions"};
  const json made = co_await builder.make(std::move(create));
  const std::string function_arn = aws::text_or_empty(made, "FunctionArn");
  Step rule{aws::eventbridge,
            "PutRule",
            {{"Name", rule_name}, {"ScheduleExpression", "rate(1 minute)"}, {"State", "ENABLED"}}};
  const json ruled = co_await builder.make(std::move(rule));
  Step permission{aws::lambda,
                  "AddPermission",
                  {{"StatementId", rule_name},
                   {"Action", "lambda:InvokeFunction"},
                   {"Principal", "events.amazonaws.com"},
                   {"SourceArn", aws::text_or_empty(ruled, "RuleArn")}},
                  fmt::format("/2015-03-31/functions/{}/policy", function_name)};
  (void)co_await builder.make(std::move(permission));
  json one{{"Id", function_name}, {"Arn", function_arn}};
  json targets = json::array();
  targets.push_back(std::move(one));
  Step target{
      aws::eventbridge, "PutTargets", {{"Rule", rule_name}, {"Targets", std::move(targets)}}};
  const json put = co_await builder.make(std::move(target));
  if (builder.problem().empty() && aws::whole_number(put, "FailedEntryCount").value_or(0) != 0)
    builder.fail(fmt::format("events:PutTargets: {}", put.dump()));
}

}  // namespace

asio::awaitable<Result<std::string, Problem>> build_stage(const Scenario& scenario,
                                                          const Setting& setting,
                                                          const aws::Shared& shared,
                                                          aws::CredentialsProvider& keys) {
  Builder builder{setting, shared, keys};
  std::string queue_url = co_await make_queue(builder);
  co_await make_service(builder, scenario, task_definition(scenario, setting, queue_url));
  co_await make_scaling(builder, scenario);
  co_await make_publisher(builder, function(setting, queue_url));
  if (!builder.problem().empty()) co_return Failure<Problem>{builder.problem()};
  co_return queue_url;
}

}  // namespace sluice::demo
