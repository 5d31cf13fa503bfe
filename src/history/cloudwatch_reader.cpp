#include "history/cloudwatch_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace sluice::history {
namespace {

using namespace std::chrono_literals;
using aws::MetricDataStatus;

constexpr Duration call_limit = 20s;

/// A question asks for two metrics of a day, far below the 100,800 datapoints that
/// one answer may have; CloudWatch may still cut it into pages.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
constexpr Duration day_length = 24h;
constexpr int most_pages = 200;

/// "InternalError indicates that an error occurred. Retry your request."
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
constexpr int attempts = 3;
constexpr Duration pause = 1s;

constexpr std::string_view operation = "cloudwatch:GetMetricData";

aws::MetricDataQuery sent_query(std::string queue, std::chrono::seconds period) {
  return {.id = "sent",
          .metric_namespace = "AWS/SQS",
          .metric_name = "NumberOfMessagesSent",
          .dimensions = {{"QueueName", std::move(queue)}},
          .statistic = "Sum",
          .period = period};
}

aws::MetricDataQuery running_query(const core::ServiceKey& service, std::chrono::seconds period) {
  return {.id = "running",
          .metric_namespace = "ECS/ContainerInsights",
          .metric_name = "RunningTaskCount",
          .dimensions = {{"ClusterName", service.cluster}, {"ServiceName", service.service}},
          .statistic = "Average",
          .period = period};
}

aws::Error forbidden(const aws::MetricDataResult& result) {
  return {.remedy = aws::Remedy::give_up,
          .operation = std::string{operation},
          .message = result.message.empty() ? "the metric may not be read" : result.message,
          .code = "Forbidden"};
}

/// One metric: where its values go, and how far the answer has come.
struct Wanted {
  std::string id;
  Series& series;
  bool whole = false;  ///< the last that was said of it is that it is complete
  bool ill = false;    ///< a page had an internal error
};

}  // namespace

struct CloudWatchReader::Day {
  const Bins& bins;
  std::size_t first;  ///< bin
  std::size_t end;
  aws::GetMetricDataRequest request;
  std::vector<Wanted> wanted;

  /// The error is that of a metric that may not be read.
  Result<void, aws::Error> take(const aws::GetMetricDataResponse& page) {
    for (const aws::MetricDataResult& result : page.results) {
      const auto found = std::ranges::find(wanted, result.id, &Wanted::id);
      if (found == wanted.end()) continue;
      if (result.status == MetricDataStatus::forbidden)
        return Failure<aws::Error>{forbidden(result)};
      found->whole = result.status == MetricDataStatus::complete;
      found->ill |= result.status == MetricDataStatus::internal_error;
      for (const aws::Datapoint& point : result.datapoints)
        found->series.note(bins, point.at, point.value);
    }
    return {};
  }

  [[nodiscard]] bool answered() const {
    return std::ranges::all_of(wanted, [](const Wanted& one) { return one.whole && !one.ill; });
  }
};

asio::awaitable<Result<Recordings, aws::Error>> CloudWatchReader::read(
    std::string queue, std::optional<core::ServiceKey> service, Bins bins) {
  Recordings all{.sent = Series{bins.count}};
  if (service) all.running.emplace(bins.count);
  const auto bins_a_day = static_cast<std::size_t>(day_length / bins.length);
  for (std::size_t first = 0; first < bins.count; first += bins_a_day) {
    const std::size_t end = std::min(first + bins_a_day, bins.count);
    Day day{.bins = bins,
            .first = first,
            .end = end,
            .request = {.queries = {sent_query(queue, bins.length)},
                        .start = bins.start_of(first),
                        .end = bins.start_of(end)},
            .wanted = {{.id = "sent", .series = all.sent}}};
    if (service) {
      day.request.queries.push_back(running_query(*service, bins.length));
      day.wanted.push_back({.id = "running", .series = *all.running});
    }
    const auto done = co_await read_day(day);
    if (!done) co_return Failure<aws::Error>{done.error()};
  }
  co_return all;
}

asio::awaitable<Result<void, aws::Error>> CloudWatchReader::read_day(Day& day) {
  for (int attempt = 1; attempt <= attempts; ++attempt) {
    if (attempt > 1) co_await sleeper_.sleep(pause);
    for (Wanted& one : day.wanted) one.whole = one.ill = false;
    const auto turned = co_await turn_pages(day);
    if (!turned) co_return Failure<aws::Error>{turned.error()};
    if (day.answered()) break;
  }
  for (const Wanted& one : day.wanted)
    for (std::size_t bin = day.first; bin < day.end; ++bin)
      one.series.answered[bin] = one.whole && !one.ill;
  co_return Result<void, aws::Error>{};
}

asio::awaitable<Result<void, aws::Error>> CloudWatchReader::turn_pages(Day& day) {
  day.request.next_token.clear();
  for (int page = 0; page < most_pages; ++page) {
    const auto answer =
        co_await cloudwatch_.get_metric_data(day.request, clock_.now() + call_limit);
    if (!answer) co_return Failure<aws::Error>{answer.error()};
    const auto taken = day.take(*answer);
    if (!taken) co_return Failure<aws::Error>{taken.error()};
    if (answer->next_token.empty()) co_return Result<void, aws::Error>{};
    day.request.next_token = answer->next_token;
  }
  co_return Failure<aws::Error>{
      aws::Error{.remedy = aws::Remedy::retry_later,
                 .operation = std::string{operation},
                 .message = fmt::format("a day has more than {} pages", most_pages)}};
}

}  // namespace sluice::history
