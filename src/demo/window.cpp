#include "demo/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "aws/json_reading.hpp"
#include "base/calendar.hpp"

namespace sluice::demo {
namespace {

using namespace std::chrono_literals;

constexpr Duration call_limit = 10s;
/// How far back the newest datapoint is looked for: a minute's is there when the
/// minute is over, and one may be late.
constexpr Duration recent = 5min;

AlarmState state_of(std::string_view state) {
  if (state == "OK") return AlarmState::ok;
  if (state == "ALARM") return AlarmState::alarm;
  if (state == "INSUFFICIENT_DATA") return AlarmState::insufficient_data;
  return AlarmState::unknown;
}

std::vector<aws::Dimension> dimensions() {
  return {{"ClusterName", std::string{cluster_name}}, {"ServiceName", std::string{service_name}}};
}

aws::MetricDataQuery backlog_per_task() {
  return {.id = "backlog",
          .metric_namespace = "ECS/CustomMetrics",
          .metric_name = "BacklogPerTask",
          .dimensions = dimensions(),
          .statistic = "Average"};
}

aws::MetricDataQuery cpu() {
  return {.id = "cpu",
          .metric_namespace = "AWS/ECS",
          .metric_name = "CPUUtilization",
          .dimensions = dimensions(),
          .statistic = "Average"};
}

std::int64_t number_of(const aws::GetQueueAttributesResponse& answer, std::string_view name) {
  const auto found = answer.attributes.find(name);
  std::int64_t value = 0;
  if (found != answer.attributes.end())
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  return value;
}

Failure<Problem> problem(const aws::Error& error) {
  return Failure<Problem>{aws::to_line(error)};
}

}  // namespace

Window::Window(const Setting& setting, std::string queue_url, const aws::Shared& shared,
               aws::CredentialsProvider& keys)
    : endpoint_{setting.endpoint},
      queue_url_{std::move(queue_url)},
      shared_{shared},
      sqs_{aws::Connection{aws::sqs, endpoint_, setting.region, &keys, shared}},
      ecs_{aws::Connection{aws::ecs, endpoint_, setting.region, &keys, shared}},
      cloudwatch_{aws::Connection{aws::cloudwatch, endpoint_, setting.region, &keys, shared}},
      scaling_{aws::Connection{aws::application_auto_scaling, endpoint_, setting.region, &keys,
                               shared}} {}

Instant Window::deadline() const {
  return shared_.clock.now() + call_limit;
}

asio::awaitable<Result<Instant, Problem>> Window::cloud_time() {
  http::Request request{.url = endpoint_, .time_limit = call_limit};
  request.url.target = "/_sluice/clock";
  const auto answer = co_await shared_.http.send(std::move(request));
  if (!answer) co_return Failure<Problem>{answer.error().message};
  const auto object = aws::read_object(answer->body);
  const auto at =
      object ? parse_iso8601(aws::text_or_empty(*object, "now")) : std::optional<Instant>{};
  if (!at) co_return Failure<Problem>{"/_sluice/clock tells no time: " + answer->body};
  co_return *at;
}

asio::awaitable<Result<Observation, Problem>> Window::look() {
  const auto at = co_await cloud_time();
  if (!at) co_return Failure<Problem>{at.error()};
  Observation seen{.at = *at};
  if (auto done = co_await look_at_queue(seen); !done) co_return Failure<Problem>{done.error()};
  if (auto done = co_await look_at_service(seen); !done) co_return Failure<Problem>{done.error()};
  if (auto done = co_await look_at_alarms(seen); !done) co_return Failure<Problem>{done.error()};
  if (auto done = co_await look_at_metric(seen); !done) co_return Failure<Problem>{done.error()};
  co_return seen;
}

asio::awaitable<Result<void, Problem>> Window::look_at_queue(Observation& seen) {
  const aws::GetQueueAttributesRequest request{
      queue_url_, {"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"}};
  const auto queue = co_await sqs_.get_queue_attributes(request, deadline());
  if (!queue) co_return problem(queue.error());
  seen.visible = number_of(*queue, "ApproximateNumberOfMessages");
  seen.in_flight = number_of(*queue, "ApproximateNumberOfMessagesNotVisible");
  co_return Result<void, Problem>{};
}

asio::awaitable<Result<void, Problem>> Window::look_at_service(Observation& seen) {
  const aws::DescribeServicesRequest request{std::string{cluster_name},
                                             {std::string{service_name}}};
  const auto answer = co_await ecs_.describe_services(request, deadline());
  if (!answer) co_return problem(answer.error());
  if (answer->services.empty()) co_return Failure<Problem>{"the service is gone"};
  const aws::EcsServiceDescription& service = answer->services.front();
  seen.running = service.running_count;
  seen.pending = service.pending_count;
  seen.desired = service.desired_count;
  co_return Result<void, Problem>{};
}

asio::awaitable<Result<void, Problem>> Window::look_at_alarms(Observation& seen) {
  const aws::DescribeAlarmsRequest request{.alarm_name_prefix =
                                               fmt::format("TargetTracking-{}-", resource_id)};
  const auto answer = co_await cloudwatch_.describe_alarms(request, deadline());
  if (!answer) co_return problem(answer.error());
  for (const aws::AlarmDescription& alarm : answer->metric_alarms) {
    const bool high = alarm.alarm_name.find("-AlarmHigh-") != std::string::npos;
    (high ? seen.high : seen.low) = state_of(alarm.state);
  }
  co_return Result<void, Problem>{};
}

asio::awaitable<Result<void, Problem>> Window::look_at_metric(Observation& seen) {
  const aws::GetMetricDataRequest request{
      .queries = {backlog_per_task()}, .start = seen.at - recent, .end = seen.at};
  const auto answer = co_await cloudwatch_.get_metric_data(request, deadline());
  if (!answer) co_return problem(answer.error());
  for (const aws::MetricDataResult& result : answer->results)
    if (!result.datapoints.empty()) seen.backlog_per_task = result.datapoints.back().value;
  co_return Result<void, Problem>{};
}

asio::awaitable<Result<std::vector<aws::ScalingActivity>, Problem>> Window::activities() {
  std::vector<aws::ScalingActivity> all;
  aws::DescribeScalingActivitiesRequest request{.resource_id = std::string{resource_id}};
  do {
    auto page = co_await scaling_.describe_scaling_activities(request, deadline());
    if (!page) co_return problem(page.error());
    std::ranges::move(page->scaling_activities, std::back_inserter(all));
    request.next_token = page->next_token;
  } while (!request.next_token.empty());
  std::ranges::stable_sort(all, {}, &aws::ScalingActivity::start);
  co_return all;
}

asio::awaitable<Result<Curves, Problem>> Window::curves(Instant from, Instant to) {
  Curves curves;
  aws::GetMetricDataRequest request{
      .queries = {backlog_per_task(), cpu()}, .start = from, .end = to};
  do {
    auto page = co_await cloudwatch_.get_metric_data(request, deadline());
    if (!page) co_return problem(page.error());
    for (aws::MetricDataResult& result : page->results)
      std::ranges::move(
          result.datapoints,
          std::back_inserter(result.id == "cpu" ? curves.cpu : curves.backlog_per_task));
    request.next_token = page->next_token;
  } while (!request.next_token.empty());
  co_return curves;
}

asio::awaitable<Result<void, Problem>> Window::place_orders(std::int64_t first, std::int64_t last) {
  aws::SendMessageBatchRequest request{.queue_url = queue_url_, .bodies = {}};
  for (std::int64_t number = first; number <= last; ++number) {
    request.bodies.push_back(fmt::format("order {}", number));
    const bool full = request.bodies.size() == aws::most_messages_at_once;
    if (!full && number != last) continue;
    const auto sent = co_await sqs_.send_message_batch(request, deadline());
    if (!sent) co_return problem(sent.error());
    if (!sent->failed.empty()) co_return Failure<Problem>{sent->failed.front().message};
    request.bodies.clear();
  }
  co_return Result<void, Problem>{};
}

}  // namespace sluice::demo
