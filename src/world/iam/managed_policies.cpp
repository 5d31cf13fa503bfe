#include "world/iam/managed_policies.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string_view>

#include "world/iam/names.hpp"

namespace sluice::world {
namespace {

struct Published {
  std::string_view path;
  std::string_view name;
  std::int64_t version;
  std::int64_t created;  // seconds since the epoch
  std::int64_t updated;
  std::string_view document;
};

// clang-format off
constexpr std::array published{
    Published{"/service-role/", "AWSLambdaBasicExecutionRole", 1, 1428591823, 1428591823,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogGroup",)"
        R"("logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]})"},
    Published{"/service-role/", "AmazonECSTaskExecutionRolePolicy", 1, 1510858102, 1510858102,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
        R"("Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability",)"
        R"("ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","logs:CreateLogStream",)"
        R"("logs:PutLogEvents"],"Resource":"*"}]})"},
    Published{"/service-role/", "AWSLambdaSQSQueueExecutionRole", 1, 1529013045, 1529013045,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:ReceiveMessage",)"
        R"("sqs:DeleteMessage","sqs:GetQueueAttributes","logs:CreateLogGroup",)"
        R"("logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]})"},
    Published{"/service-role/", "AWSLambdaVPCAccessExecutionRole", 3, 1455232526, 1704494306,
        R"({"Version":"2012-10-17","Statement":[{"Sid":"AWSLambdaVPCAccessExecutionPermissions",)"
        R"("Effect":"Allow","Action":["logs:CreateLogGroup","logs:CreateLogStream",)"
        R"("logs:PutLogEvents","ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces",)"
        R"("ec2:DescribeSubnets","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses",)"
        R"("ec2:UnassignPrivateIpAddresses"],"Resource":"*"}]})"},
    Published{"/service-role/", "AmazonEC2ContainerServiceAutoscaleRole", 2, 1463095544, 1517858115,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecs:DescribeServices",)"
        R"("ecs:UpdateService"],"Resource":["*"]},{"Effect":"Allow",)"
        R"("Action":["cloudwatch:DescribeAlarms","cloudwatch:PutMetricAlarm"],"Resource":["*"]}]})"},
    Published{"/service-role/", "AmazonEC2ContainerServiceEventsRole", 3, 1496163095, 1678141512,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecs:RunTask"],)"
        R"("Resource":["*"]},{"Effect":"Allow","Action":"iam:PassRole","Resource":["*"],)"
        R"("Condition":{"StringLike":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}},)"
        R"({"Effect":"Allow","Action":"ecs:TagResource","Resource":"*",)"
        R"("Condition":{"StringEquals":{"ecs:CreateAction":["RunTask"]}}}]})"},
    Published{"/aws-service-role/", "AWSApplicationAutoscalingECSServicePolicy", 2, 1508975588, 1729800350,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecs:DescribeServices",)"
        R"("ecs:UpdateService","cloudwatch:PutMetricAlarm","cloudwatch:DescribeAlarms",)"
        R"("cloudwatch:GetMetricData","cloudwatch:DeleteAlarms"],"Resource":["*"]}]})"},
    Published{"/", "AWSLambdaExecute", 1, 1423248046, 1423248046,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:*"],)"
        R"("Resource":"arn:aws:logs:*:*:*"},{"Effect":"Allow","Action":["s3:GetObject",)"
        R"("s3:PutObject"],"Resource":"arn:aws:s3:::*"}]})"},
    Published{"/", "AWSLambda_FullAccess", 7, 1605647648, 1770919251,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
        R"("Action":["cloudformation:DescribeStacks","cloudformation:ListStackResources",)"
        R"("cloudwatch:ListMetrics","cloudwatch:GetMetricData","ec2:DescribeSecurityGroups",)"
        R"("ec2:DescribeSubnets","ec2:DescribeVpcs","kms:DescribeKey","kms:ListAliases",)"
        R"("iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","iam:GetRolePolicy",)"
        R"("iam:ListAttachedRolePolicies","iam:ListRolePolicies","iam:ListRoles","lambda:*",)"
        R"("logs:DescribeLogGroups","states:DescribeStateMachine","states:ListStateMachines",)"
        R"("tag:GetResources","xray:GetTraceSummaries","xray:BatchGetTraces"],"Resource":"*"},)"
        R"({"Effect":"Allow","Action":"iam:PassRole","Resource":"*",)"
        R"("Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}},)"
        R"({"Effect":"Allow","Action":["logs:DescribeLogStreams","logs:GetLogEvents",)"
        R"("logs:FilterLogEvents","logs:StartLiveTail","logs:StopLiveTail"],)"
        R"("Resource":"arn:aws:logs:*:*:log-group:/aws/lambda/*"},{"Effect":"Allow",)"
        R"("Action":"iam:CreateServiceLinkedRole",)"
        R"("Resource":"arn:aws:iam::*:role/aws-service-role/lambda.amazonaws.com/AWSServiceRoleForLambda",)"
        R"("Condition":{"StringEquals":{"iam:AWSServiceName":"lambda.amazonaws.com"}}}]})"},
    Published{"/", "AmazonSQSFullAccess", 1, 1423248067, 1423248067,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:*"],)"
        R"("Resource":"*"}]})"},
    Published{"/", "AmazonSQSReadOnlyAccess", 4, 1423248068, 1716574604,
        R"({"Version":"2012-10-17","Statement":[{"Sid":"AmazonSQSReadOnlyAccess","Effect":"Allow",)"
        R"("Action":["sqs:GetQueueAttributes","sqs:GetQueueUrl","sqs:ListDeadLetterSourceQueues",)"
        R"("sqs:ListQueues","sqs:ListMessageMoveTasks","sqs:ListQueueTags"],"Resource":"*"}]})"},
    Published{"/", "CloudWatchAgentServerPolicy", 3, 1520384804, 1707237457,
        R"({"Version":"2012-10-17","Statement":[{"Sid":"CWACloudWatchServerPermissions",)"
        R"("Effect":"Allow","Action":["cloudwatch:PutMetricData","ec2:DescribeVolumes",)"
        R"("ec2:DescribeTags","logs:PutLogEvents","logs:PutRetentionPolicy",)"
        R"("logs:DescribeLogStreams","logs:DescribeLogGroups","logs:CreateLogStream",)"
        R"("logs:CreateLogGroup","xray:PutTraceSegments","xray:PutTelemetryRecords",)"
        R"("xray:GetSamplingRules","xray:GetSamplingTargets","xray:GetSamplingStatisticSummaries"],)"
        R"("Resource":"*"},{"Sid":"CWASSMServerPermissions","Effect":"Allow",)"
        R"("Action":["ssm:GetParameter"],)"
        R"("Resource":"arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*"}]})"},
    Published{"/", "CloudWatchFullAccess", 4, 1423248000, 1669555429,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
        R"("Action":["autoscaling:Describe*","cloudwatch:*","logs:*","sns:*","iam:GetPolicy",)"
        R"("iam:GetPolicyVersion","iam:GetRole","oam:ListSinks"],"Resource":"*"},{"Effect":"Allow",)"
        R"("Action":"iam:CreateServiceLinkedRole",)"
        R"("Resource":"arn:aws:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*",)"
        R"("Condition":{"StringLike":{"iam:AWSServiceName":"events.amazonaws.com"}}},)"
        R"({"Effect":"Allow","Action":["oam:ListAttachedLinks"],)"
        R"("Resource":"arn:aws:oam:*:*:sink/*"}]})"},
    Published{"/", "CloudWatchLogsFullAccess", 8, 1423248002, 1770919233,
        R"({"Version":"2012-10-17","Statement":[{"Sid":"CloudWatchLogsFullAccess","Effect":"Allow",)"
        R"("Action":["logs:*","cloudwatch:GenerateQuery","cloudwatch:GenerateQueryResultsSummary",)"
        R"("observabilityadmin:GetS3TableIntegration","observabilityadmin:ListS3TableIntegrations",)"
        R"("observabilityadmin:ListTelemetryPipelines"],"Resource":"*"}]})"},
};
// clang-format on

IamPolicy policy_of(const Published& known, const std::string& partition) {
  const auto at = [](std::int64_t seconds) { return Instant{std::chrono::seconds{seconds}}; };
  const IamPolicyVersion version{.number = known.version,
                                 .document = std::string{known.document},
                                 .created = at(known.updated)};
  return IamPolicy{
      .name = std::string{known.name},
      .path = std::string{known.path},
      .id = iam_id_of("ANPA", known.name),
      .arn = fmt::format("arn:{}:iam::aws:policy{}{}", partition, known.path, known.name),
      .created = at(known.created),
      .updated = at(known.updated),
      .versions = {version},
      .default_version = known.version,
      .next_version = known.version + 1};
}

}  // namespace

std::map<std::string, IamPolicy, std::less<>> aws_managed_policies(const std::string& partition) {
  std::map<std::string, IamPolicy, std::less<>> policies;
  for (const Published& known : published) {
    IamPolicy policy = policy_of(known, partition);
    std::string arn = policy.arn;
    policies.emplace(std::move(arn), std::move(policy));
  }
  return policies;
}

}  // namespace sluice::world
