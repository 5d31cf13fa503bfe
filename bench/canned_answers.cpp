#include "canned_answers.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "request.hpp"

namespace sluice::bench {
namespace {

constexpr std::string_view json_1_0 = "200 OK\r\nContent-Type: application/x-amz-json-1.0";
constexpr std::string_view json_1_1 = "200 OK\r\nContent-Type: application/x-amz-json-1.1";
constexpr std::string_view bad_request =
    "400 Bad Request\r\nContent-Type: application/x-amz-json-1.0";
constexpr std::string_view plain_json = "200 OK\r\nContent-Type: application/json";
constexpr std::string_view accepted = "202 Accepted\r\nContent-Type: application/json";

/// An operation whose answer never changes.
struct CannedOperation {
  std::string_view aws_target;
  std::string_view name;
  std::string_view status_and_headers;
  std::string_view body;
};

// The shapes are those of the API references:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
constexpr std::array operations{
    CannedOperation{.aws_target = "AmazonSQS.GetQueueAttributes",
                    .name = "GetQueueAttributes",
                    .status_and_headers = json_1_0,
                    .body = R"({"Attributes":{"ApproximateNumberOfMessages":"60",)"
                            R"("ApproximateNumberOfMessagesDelayed":"0",)"
                            R"("ApproximateNumberOfMessagesNotVisible":"0"}})"},
    CannedOperation{.aws_target = "AmazonEC2ContainerServiceV20141113.ListTasks",
                    .name = "ListTasks",
                    .status_and_headers = json_1_1,
                    .body = R"({"taskArns":["arn:aws:ecs:ap-southeast-2:123456789012:)"
                            R"(task/bench/0123456789abcdef0123456789abcdef",)"
                            R"("arn:aws:ecs:ap-southeast-2:123456789012:)"
                            R"(task/bench/fedcba9876543210fedcba9876543210"]})"},
    CannedOperation{.aws_target = "GraniteServiceVersion20100801.PutMetricData",
                    .name = "PutMetricData",
                    .status_and_headers = json_1_0,
                    .body = "{}"},
};

/// The one AWS operation whose answer depends on what is asked.
constexpr std::string_view describe_services_target =
    "AmazonEC2ContainerServiceV20141113.DescribeServices";

/// Where Smithy's RPC v2 CBOR protocol, which the JavaScript SDK speaks to
/// CloudWatch, posts PutMetricData; its answer is an empty map.
/// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
constexpr std::string_view cbor_put_metric_data =
    "/service/GraniteServiceVersion20100801/operation/PutMetricData";
constexpr std::string_view cbor =
    "200 OK\r\nContent-Type: application/cbor\r\nsmithy-protocol: rpc-v2-cbor";
constexpr std::string_view empty_cbor_map = "\xA0";

/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
constexpr std::string_view runtime_api = "/2018-06-01/runtime/";
/// The deadline lies in the year 2100: this bench times nobody out.
constexpr std::string_view next_invocation =
    "200 OK\r\nContent-Type: application/json"
    "\r\nLambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd"
    "\r\nLambda-Runtime-Deadline-Ms: 4102444800000"
    "\r\nLambda-Runtime-Invoked-Function-Arn: "
    "arn:aws:lambda:ap-southeast-2:123456789012:function:backlog-per-task-metric-lambda"
    "\r\nLambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700";
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
constexpr std::string_view scheduled_event =
    R"({"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",)"
    R"("detail-type":"Scheduled Event","source":"aws.events","account":"123456789012",)"
    R"("time":"2024-04-12T00:00:00Z","region":"ap-southeast-2","resources":)"
    R"(["arn:aws:events:ap-southeast-2:123456789012:rule/backlog-per-task-metric-lambda"],)"
    R"("detail":{}})";

std::string rendered_events(int count) {
  std::string events;
  for (int i = 0; i < count; ++i) {
    fmt::format_to(std::back_inserter(events),
                   R"({}{{"id":"5f1d7a0c-9d3e-4c52-8f4e-{:012}","createdAt":{}.214,)"
                   R"("message":"(service orders-service) has reached a steady state."}})",
                   i == 0 ? "" : ",", i, 1712880000 - (21600 * i));
  }
  return events;
}

/// What follows the names of a described service: the counts, one deployment
/// and the events, as ECS answers for a Fargate service.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
std::string rendered_service_tail(int events) {
  constexpr std::string_view counts = R"("desiredCount":2,"runningCount":2,"pendingCount":0)";
  constexpr std::string_view network =
      R"("networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-0a1b2c3d4e5f60718",)"
      R"("subnet-0f1e2d3c4b5a69788"],"securityGroups":["sg-0123456789abcdef0"],)"
      R"("assignPublicIp":"DISABLED"}})";
  constexpr std::string_view task =
      R"("taskDefinition":)"
      R"("arn:aws:ecs:ap-southeast-2:123456789012:task-definition/orders-service:7",)"
      R"("launchType":"FARGATE","platformVersion":"1.4.0","platformFamily":"Linux")";
  return fmt::format(
      R"("loadBalancers":[],"serviceRegistries":[],"status":"ACTIVE",{0},{1},)"
      R"("deploymentConfiguration":{{"deploymentCircuitBreaker":{{"enable":false,)"
      R"("rollback":false}},"maximumPercent":200,"minimumHealthyPercent":100}},)"
      R"("deployments":[{{"id":"ecs-svc/1234567890123456789","status":"PRIMARY",{0},{1},{2},)"
      R"("failedTasks":0,"createdAt":1712800000.123,"updatedAt":1712880000.456,)"
      R"("rolloutState":"COMPLETED","rolloutStateReason":"ECS deployment completed."}}],)"
      R"("events":[{3}],"createdAt":1712800000.123,"placementConstraints":[],)"
      R"("placementStrategy":[],{2},"schedulingStrategy":"REPLICA",)"
      R"("enableECSManagedTags":true,"propagateTags":"NONE","enableExecuteCommand":false}})",
      counts, task, network, rendered_events(events));
}

/// The last part of a path or an ARN ("…:service/bench/orders" → "orders").
std::string_view last_part(std::string_view text) {
  return text.substr(text.rfind('/') + 1);
}

/// Empty where the value is no string.
std::string_view text_of(const nlohmann::json& value) {
  const auto* const text = value.get_ptr<const std::string*>();
  return text != nullptr ? std::string_view{*text} : std::string_view{};
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + (static_cast<double>(time.tv_usec) / 1e6);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

void append_answer(std::string& out, std::string_view status_and_headers, std::string_view body) {
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {}\r\nContent-Length: {}\r\n\r\n{}",
                 status_and_headers, body.size(), body);
}

CannedAnswers::CannedAnswers(const AnswerOptions& options)
    : service_tail_{rendered_service_tail(options.events_per_service)},
      invocations_left_{options.invocations} {}

void CannedAnswers::answer(const Request& request, std::chrono::nanoseconds at, std::string& out) {
  if (request.path.starts_with("/_bench/"))
    answer_bench(request, out);
  else if (request.path.starts_with(runtime_api))
    answer_runtime(request, at, out);
  else
    answer_aws(request, out);
}

void CannedAnswers::answer_bench(const Request& request, std::string& out) {
  if (request.path == "/_bench/reset") {
    calls_.clear();
    first_runtime_poll_.reset();
    first_runtime_answer_.reset();
    last_runtime_answer_.reset();
  }
  append_answer(out, plain_json, stats());
}

void CannedAnswers::answer_runtime(const Request& request, std::chrono::nanoseconds at,
                                   std::string& out) {
  const std::string_view call = request.path.substr(runtime_api.size());
  ++calls_[fmt::format("runtime/{}", last_part(call))];
  if (call != "invocation/next") {
    if (!first_runtime_answer_) first_runtime_answer_ = at;
    last_runtime_answer_ = at;
    append_answer(out, accepted, R"({"status":"OK"})");
    return;
  }
  if (!first_runtime_poll_) first_runtime_poll_ = at;
  if (invocations_left_ == 0) return;
  --invocations_left_;
  append_answer(out, next_invocation, scheduled_event);
}

void CannedAnswers::answer_aws(const Request& request, std::string& out) {
  const auto* const operation = std::ranges::find_if(
      operations,
      [&](const CannedOperation& canned) { return canned.aws_target == request.aws_target; });
  if (operation != operations.end()) {
    ++calls_[std::string{operation->name}];
    append_answer(out, operation->status_and_headers, operation->body);
  } else if (request.path == cbor_put_metric_data) {
    ++calls_["PutMetricData"];
    append_answer(out, cbor, empty_cbor_map);
  } else if (request.aws_target == describe_services_target) {
    ++calls_["DescribeServices"];
    describe_services(request.body, out);
  } else {
    ++calls_["unknown"];
    append_answer(out, bad_request,
                  R"({"__type":"UnknownOperationException","message":"no canned answer"})");
  }
}

void CannedAnswers::describe_services(std::string_view body, std::string& out) const {
  const auto asked = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!asked.is_object() || !asked.contains("cluster") || !asked.contains("services")) {
    append_answer(
        out, bad_request,
        R"({"__type":"InvalidParameterException","message":"name cluster and services"})");
    return;
  }
  const std::string_view cluster = last_part(text_of(asked["cluster"]));
  std::string services;
  for (const auto& name_or_arn : asked["services"]) {
    fmt::format_to(std::back_inserter(services),
                   R"({0}{{"serviceArn":"arn:aws:ecs:ap-southeast-2:123456789012:service/{1}/{2}",)"
                   R"("serviceName":"{2}",)"
                   R"("clusterArn":"arn:aws:ecs:ap-southeast-2:123456789012:cluster/{1}",{3})",
                   services.empty() ? "" : ",", cluster, last_part(text_of(name_or_arn)),
                   service_tail_);
  }
  append_answer(out, json_1_1, fmt::format(R"({{"services":[{}],"failures":[]}})", services));
}

std::string CannedAnswers::stats() const {
  nlohmann::json stats{{"calls", calls_}, {"cpu_seconds", cpu_seconds()}};
  const auto note = [&](const char* name, const std::optional<std::chrono::nanoseconds>& at) {
    stats[name] = at ? nlohmann::json(at->count()) : nlohmann::json();
  };
  note("first_runtime_poll_ns", first_runtime_poll_);
  note("first_runtime_answer_ns", first_runtime_answer_);
  note("last_runtime_answer_ns", last_runtime_answer_);
  return stats.dump();
}

}  // namespace sluice::bench
