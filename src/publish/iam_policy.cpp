#include "publish/iam_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "aws/endpoint.hpp"
#include "publish/queue_reference.hpp"

namespace sluice::publish {
namespace {

using nlohmann::ordered_json;

std::string arn(std::string_view service, std::string_view region, std::string_view account,
                std::string_view resource) {
  return fmt::format("arn:{}:{}:{}:{}:{}", aws::partition_of(region), service, region, account,
                     resource);
}

/// The account of everything that names none.
Result<std::string, std::string> account_of(const std::vector<QueueReference>& queues,
                                            const PolicyScope& scope) {
  if (!scope.account.empty()) return scope.account;
  std::set<std::string> accounts;
  for (const QueueReference& queue : queues)
    if (!queue.account.empty()) accounts.insert(queue.account);
  if (accounts.size() == 1) return *accounts.begin();
  return Failure<std::string>{
      accounts.empty()
          ? "no queue says which account this is; give --account with its twelve digits"
          : "the queues are of several accounts; give --account with that of the services"};
}

ordered_json statement(std::string_view name, std::vector<std::string> actions,
                       const std::set<std::string>& resources) {
  return {{"Sid", name}, {"Effect", "Allow"}, {"Action", actions}, {"Resource", resources}};
}

Result<std::vector<QueueReference>, std::string> queues_of(const Plan& plan) {
  std::vector<QueueReference> queues;
  for (const std::string& text : plan.queues) {
    auto reference = parse_queue_reference(text);
    if (!reference) return Failure<std::string>{reference.error()};
    queues.push_back(std::move(*reference));
  }
  return queues;
}

}  // namespace

Result<std::string, std::string> iam_policy(const Plan& plan, const PolicyScope& scope) {
  const auto queues = queues_of(plan);
  if (!queues) return Failure<std::string>{queues.error()};
  const auto account = account_of(*queues, scope);
  if (!account) return Failure<std::string>{account.error()};

  std::set<std::string> queue_arns;
  std::set<std::string> looked_up;  // those whose URL has to be asked for
  for (const QueueReference& queue : *queues) {
    const std::string name = arn("sqs", queue.region.empty() ? scope.region : queue.region,
                                 queue.account.empty() ? *account : queue.account, queue.name);
    queue_arns.insert(name);
    if (queue.url.empty()) looked_up.insert(name);
  }
  std::set<std::string> service_arns;
  for (const ServicePlan& service : plan.services)
    service_arns.insert(
        arn("ecs", scope.region, *account,
            fmt::format("service/{}/{}", service.key.cluster, service.key.service)));

  ordered_json statements = ordered_json::array();
  statements.push_back(statement("ReadQueues", {"sqs:GetQueueAttributes"}, queue_arns));
  if (!looked_up.empty())
    statements.push_back(statement("FindQueues", {"sqs:GetQueueUrl"}, looked_up));
  std::vector<std::string> on_services{"ecs:DescribeServices"};
  if (scope.update_services) on_services.emplace_back("ecs:UpdateService");
  statements.push_back(statement(scope.update_services ? "ScaleServices" : "ReadServices",
                                 std::move(on_services), service_arns));
  // PutMetricData knows no resources, but a condition on the namespace.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
  ordered_json publish = statement("Publish", {"cloudwatch:PutMetricData"}, {"*"});
  publish["Condition"]["StringEquals"]["cloudwatch:namespace"] = plan.metric.metric_namespace;
  statements.push_back(std::move(publish));
  if (!scope.function_name.empty()) {
    const std::string group = fmt::format("log-group:/aws/lambda/{}:*", scope.function_name);
    statements.push_back(statement("Log", {"logs:CreateLogStream", "logs:PutLogEvents"},
                                   {arn("logs", scope.region, *account, group)}));
  }
  return ordered_json{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}}.dump(2);
}

std::size_t counted_characters(const std::string& policy) {
  return static_cast<std::size_t>(std::ranges::count_if(
      policy, [](char c) { return c != ' ' && c != '\n' && c != '\t' && c != '\r'; }));
}

}  // namespace sluice::publish
