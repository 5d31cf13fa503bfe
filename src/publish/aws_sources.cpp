#include "publish/aws_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "publish/queue_reference.hpp"

namespace sluice::publish {
namespace {

constexpr std::string_view get_queue_attributes = "sqs:GetQueueAttributes";
constexpr std::string_view describe_services = "ecs:DescribeServices";

/// Beyond this no queue and no service can be, and sums would leave 64 bits.
constexpr std::int64_t highest_count = 1'000'000'000'000'000;

bool is_count(std::int64_t value) {
  return value >= 0 && value <= highest_count;
}

/// A count as SQS writes it: digits and nothing else.
Result<MessageCount, record::Failure> count_at(const aws::GetQueueAttributesResponse& response,
                                               std::string_view name) {
  const auto found = response.attributes.find(name);
  const std::string_view text =
      found == response.attributes.end() ? std::string_view{} : found->second;
  std::int64_t value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && is_count(value))
    return MessageCount{value};
  const std::string what = found == response.attributes.end()
                               ? fmt::format("the answer has no {}", name)
                               : fmt::format("{} is '{:.40}', no count", name, text);
  return Failure<record::Failure>{record::Failure{"", what, std::string{get_queue_attributes}}};
}

Result<core::QueueDepth, record::Failure> to_depth(
    const aws::GetQueueAttributesResponse& response) {
  const auto visible = count_at(response, "ApproximateNumberOfMessages");
  const auto in_flight = count_at(response, "ApproximateNumberOfMessagesNotVisible");
  const auto delayed = count_at(response, "ApproximateNumberOfMessagesDelayed");
  for (const auto* count : {&visible, &in_flight, &delayed})
    if (!*count) return Failure<record::Failure>{count->error()};
  return core::QueueDepth{*visible, *in_flight, *delayed};
}

Result<core::TaskCounts, record::Failure> refused(std::string code, std::string message) {
  return Failure<record::Failure>{
      record::Failure{std::move(code), std::move(message), std::string{describe_services}}};
}

Result<core::TaskCounts, record::Failure> tasks_in(const aws::DescribeServicesResponse& response,
                                                   const std::string& service) {
  const auto found =
      std::ranges::find(response.services, service, &aws::EcsServiceDescription::service_name);
  if (found == response.services.end()) {
    const auto failure = std::ranges::find_if(response.failures, [&](const aws::EcsFailure& f) {
      return f.arn.ends_with(fmt::format("/{}", service));
    });
    const bool told = failure != response.failures.end();
    return refused(told ? failure->reason : "MISSING",
                   fmt::format("ECS knows no service {} in this cluster", service));
  }
  if (found->status == "INACTIVE")
    return refused("INACTIVE", fmt::format("service {} has been deleted", service));
  for (const auto count : {found->running_count, found->pending_count, found->desired_count})
    if (!is_count(count))
      return refused("", fmt::format("service {} has {} tasks, which is no count", service, count));
  return core::TaskCounts{TaskCount{found->running_count}, TaskCount{found->pending_count},
                          TaskCount{found->desired_count}};
}

}  // namespace

record::Failure to_record(const aws::Error& error) {
  return {error.code, error.message, error.operation};
}

asio::awaitable<Result<std::string, record::Failure>> AwsSources::url_of(std::string queue,
                                                                         Instant deadline) {
  const auto reference = parse_queue_reference(queue);
  if (!reference) {
    co_return Failure<record::Failure>{
        record::Failure{"", reference.error(), std::string{get_queue_attributes}}};
  }
  if (!reference->url.empty()) co_return reference->url;
  const auto known = urls_.find(queue);
  if (known != urls_.end()) co_return known->second;
  const aws::GetQueueUrlRequest request{reference->name, reference->account};
  const auto found = co_await sqs_.get_queue_url(request, deadline);
  if (!found) co_return Failure<record::Failure>{to_record(found.error())};
  urls_[queue] = found->queue_url;
  co_return found->queue_url;
}

asio::awaitable<Result<core::QueueDepth, record::Failure>> AwsSources::depth_of(std::string queue,
                                                                                Instant deadline) {
  const auto url = co_await url_of(queue, deadline);
  if (!url) co_return Failure<record::Failure>{url.error()};
  const aws::GetQueueAttributesRequest request{
      *url,
      {"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible",
       "ApproximateNumberOfMessagesDelayed"}};
  const auto response = co_await sqs_.get_queue_attributes(request, deadline);
  if (!response) {
    urls_.erase(queue);  // it may have been made anew elsewhere
    co_return Failure<record::Failure>{to_record(response.error())};
  }
  co_return to_depth(*response);
}

asio::awaitable<std::vector<Result<core::TaskCounts, record::Failure>>> AwsSources::tasks_of(
    std::string cluster, std::vector<std::string> services, Instant deadline) {
  const aws::DescribeServicesRequest request{std::move(cluster), services};
  const auto response = co_await ecs_.describe_services(request, deadline);
  std::vector<Result<core::TaskCounts, record::Failure>> tasks;
  for (const std::string& service : services) {
    if (response)
      tasks.push_back(tasks_in(*response, service));
    else
      tasks.emplace_back(Failure<record::Failure>{to_record(response.error())});
  }
  co_return tasks;
}

}  // namespace sluice::publish
