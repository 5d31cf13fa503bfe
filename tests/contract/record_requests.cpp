// Makes every request that Sluice's clients can make, once with all that is
// optional and once without, and prints each as tests/contract/requests_test.py
// wants it. The answers do not matter here: there are none.

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "aws/application_auto_scaling/client.hpp"
#include "aws/cloudwatch/client.hpp"
#include "aws/ecs/client.hpp"
#include "aws/sqs/client.hpp"
#include "aws/sts/client.hpp"
#include "support/run.hpp"
#include "support/scripted_service.hpp"
#include "support/skipping_sleeper.hpp"

namespace sluice::aws {
namespace {

class NoObserver final : public CallObserver {
 public:
  void attempted(const ServiceDescription&, std::string_view, Duration, const Error*) override {}
  void retrying(const ServiceDescription&, std::string_view) override {}
};

/// What the clients need, with a recorder where the network would be.
struct Recorder {
  Connection connect(const ServiceDescription& service) {
    const Shared shared{http, clock, sleeper, random, quota, pacer, observer, {.attempts = 1}};
    return {service, http::Url{.host = "localhost"}, "ap-southeast-2", nullptr, shared};
  }

  /// Prints the request that was made last, which `service` would get.
  void print(const ServiceDescription& service) {
    const http::Request& request = http.requests().back();
    const bool form = service.protocol == Protocol::query;
    const std::string& body = request.body;
    std::string operation;
    if (form) {
      operation = body.substr(body.find('=') + 1, body.find('&') - body.find('=') - 1);
    } else {
      operation = request.headers.find("X-Amz-Target").value_or("");
      operation.erase(0, operation.find('.') + 1);
    }
    const nlohmann::json line{{"service", service.id},
                              {"operation", operation},
                              {"protocol", form ? "query" : "json"},
                              {"body", body}};
    std::puts(line.dump().c_str());
  }

  template <class Answer>
  void record(const ServiceDescription& service, asio::awaitable<Answer> call) {
    (void)run(std::move(call));
    print(service);
  }

  ManualClock clock;
  ScriptedService http;
  SkippingSleeper sleeper{clock};
  Random random{1};
  RetryQuota quota;
  Pacer pacer;
  NoObserver observer;
};

void record_all() {
  constexpr Instant deadline{std::chrono::minutes{1}};
  const std::string url = "https://sqs.ap-southeast-2.amazonaws.com/123456789012/orders-queue";
  const std::string role = "arn:aws:iam::123456789012:role/publisher";
  Recorder to;

  SqsClient queues{to.connect(sqs)};
  to.record(sqs, queues.get_queue_attributes({url, {"ApproximateNumberOfMessages"}}, deadline));
  to.record(sqs, queues.get_queue_url({"orders-queue"}, deadline));
  to.record(sqs, queues.get_queue_url({"orders-queue", "123456789012"}, deadline));

  to.record(sqs, queues.create_queue({"orders-queue"}, deadline));
  to.record(sqs, queues.create_queue({"orders-queue", {{"VisibilityTimeout", "120"}}}, deadline));
  to.record(sqs, queues.send_message_batch({url, {"order 1", "order 2"}}, deadline));
  to.record(sqs, queues.receive_message({url}, deadline));
  to.record(sqs, queues.receive_message(
                     {url, 10, std::chrono::seconds{20}, std::chrono::seconds{30}}, deadline));
  to.record(sqs, queues.delete_message({url, "AQEB"}, deadline));
  to.record(sqs, queues.change_message_visibility({url, "AQEB", {}}, deadline));

  EcsClient services{to.connect(ecs)};
  to.record(ecs, services.describe_services({"orders", {"orders-service", "billing"}}, deadline));

  const MetricDatum datum{.metric_name = "BacklogPerTask",
                          .dimensions = {{"ClusterName", "orders"}, {"ServiceName", "billing"}},
                          .unit = "Count",
                          .value = 30};
  CloudWatchClient metrics{to.connect(cloudwatch)};
  to.record(cloudwatch, metrics.put_metric_data({"ECS/CustomMetrics", {datum, datum}}, deadline));

  const MetricDataQuery query{.id = "backlog",
                              .metric_namespace = "ECS/CustomMetrics",
                              .metric_name = "BacklogPerTask",
                              .dimensions = {{"ClusterName", "orders"}},
                              .statistic = "Average",
                              .unit = "Count"};
  to.record(cloudwatch, metrics.describe_alarms({}, deadline));
  to.record(cloudwatch, metrics.describe_alarms({"TargetTracking-", "the next page"}, deadline));
  const DescribeAlarmsRequest named{.alarm_names = {"AlarmHigh", "AlarmLow"}};
  to.record(cloudwatch, metrics.describe_alarms(named, deadline));
  to.record(cloudwatch, metrics.list_metrics({"N", "M"}, deadline));
  to.record(cloudwatch, metrics.list_metrics({"N", "M", "the next page"}, deadline));
  to.record(cloudwatch, metrics.get_metric_data({{query}, {}, deadline}, deadline));
  to.record(cloudwatch,
            metrics.get_metric_data({{query}, {}, deadline, "the next page"}, deadline));

  const std::string resource = "service/orders/orders-service";
  ApplicationAutoScalingClient scaling{to.connect(application_auto_scaling)};
  to.record(application_auto_scaling, scaling.describe_scalable_targets({}, deadline));
  to.record(application_auto_scaling,
            scaling.describe_scalable_targets(
                {.resource_ids = {resource}, .next_token = "the next page"}, deadline));
  to.record(application_auto_scaling, scaling.describe_scaling_policies({}, deadline));
  to.record(application_auto_scaling,
            scaling.describe_scaling_policies(
                {.resource_id = resource, .next_token = "the next page"}, deadline));

  to.record(application_auto_scaling, scaling.describe_scaling_activities({}, deadline));
  to.record(application_auto_scaling,
            scaling.describe_scaling_activities(
                {.resource_id = resource, .next_token = "the next page"}, deadline));

  StsClient identity{to.connect(sts)};
  to.record(sts, identity.assume_role({role, "sluice"}, deadline));
  to.record(sts, identity.assume_role({.role_arn = role,
                                       .role_session_name = "sluice",
                                       .external_id = "an+external=id",
                                       .duration = std::chrono::seconds{900}},
                                      deadline));
  to.record(sts, identity.assume_role_with_web_identity({role, "sluice", "a.web.token"}, deadline));
  to.record(sts, identity.get_caller_identity(deadline));
}

}  // namespace
}  // namespace sluice::aws

int main() {
  sluice::aws::record_all();
}
