#include "sluice/cloudwatch_trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <map>
#include <optional>

#include "base/calendar.hpp"
#include "base/one_line.hpp"
#include "history/cloudwatch_reader.hpp"
#include "history/tasks.hpp"
#include "history/trace_file.hpp"
#include "publish/queue_reference.hpp"
#include "publish/statistics.hpp"
#include "sluice/configuration.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/printing.hpp"

namespace sluice::apps {
namespace {

namespace asio = boost::asio;
using Recordings = Result<history::Recordings, aws::Error>;

/// How CloudWatch is called.
struct Access {
  AwsSettings settings;
  std::string region;
  http::Url cloudwatch;
};

Result<Access, std::string> access_for(const CloudWatchTrace& wanted,
                                       const publish::QueueReference& queue, const Lent& lent) {
  auto settings = load_aws_settings(lent);
  if (!settings) return Failure<std::string>{settings.error()};
  aws::EndpointRules& own = settings->settings.endpoints;
  if (own.region.empty()) own.region = queue.region;
  Config config{.name = "--from-cloudwatch"};
  config.plan.queues = {wanted.queue};
  const auto rules = endpoints_for(config, own, wanted.endpoint_url.value_or(""));
  if (!rules) return Failure<std::string>{rules.error()};
  auto cloudwatch = aws::resolve_endpoint(aws::cloudwatch, *rules);
  if (!cloudwatch) return Failure<std::string>{cloudwatch.error()};
  return Access{std::move(*settings), rules->region, std::move(*cloudwatch)};
}

Recordings read(Access access, const std::string& queue, const CloudWatchTrace& wanted,
                const history::Bins& bins, const Lent& lent) {
  asio::io_context loop{1};  // outlives the connections that are kept open
  publish::Statistics statistics;
  AwsAccess way{std::move(access.settings), lent, statistics};
  aws::CloudWatchClient cloudwatch{way.connect(aws::cloudwatch, access.cloudwatch, access.region)};
  history::CloudWatchReader reader{cloudwatch, lent.clock, lent.sleeper};
  Recordings all;
  asio::co_spawn(loop, reader.read(queue, wanted.service, bins),
                 [&](const std::exception_ptr& thrown, Recordings recordings) {
                   if (thrown) std::rethrow_exception(thrown);
                   all = std::move(recordings);
                 });
  loop.run();
  return all;
}

std::string_view advice(aws::Remedy remedy) {
  switch (remedy) {
    case aws::Remedy::throttled:
    case aws::Remedy::retry_later:
      return "try again";
    case aws::Remedy::refresh_credentials:
      return "renew the credentials, and set this machine's clock";
    case aws::Remedy::fix_request:
      return "check the region and the endpoint";
    case aws::Remedy::give_up:
      return "allow cloudwatch:GetMetricData to these credentials";
  }
  return "";
}

NoTrace nothing_recorded(const history::Source& source, const history::Bins& bins,
                         const history::Series& sent) {
  const bool answered = std::ranges::find(sent.answered, true) != sent.answered.end();
  return {exit_codes::failed,
          answered
              ? fmt::format("CloudWatch has no datapoint of AWS/SQS NumberOfMessagesSent of "
                            "the queue {} in {} from {} to {}: check its name and the "
                            "region, or give more --days",
                            source.queue, source.region, iso8601(bins.start), iso8601(bins.end()))
              : fmt::format("cloudwatch:GetMetricData: CloudWatch did not return the "
                            "datapoints of the queue {} in {}; try again",
                            source.queue, source.region)};
}

/// Adds what the service ran, or says why nothing is known of it.
void add_tasks(history::Arrivals& arrivals, const history::Series& running,
               const core::ServiceKey& service, const history::Range& range) {
  if (!running.empty()) {
    arrivals.trace.recorded = history::recorded_tasks(running, range);
    return;
  }
  const bool answered = std::ranges::find(running.answered, false) == running.answered.end();
  fmt::print(stderr, "sluice: {}/{}: {}; going on without\n", one_line(service.cluster),
             one_line(service.service),
             answered ? "no RunningTaskCount in ECS/ContainerInsights: Container Insights is off "
                        "for the cluster, or the name is another"
                      : "CloudWatch did not return its RunningTaskCount");
}

void tell_gaps(const std::string& path, const history::Arrivals& arrivals) {
  std::map<history::Cause, std::size_t> bins_by_cause;
  for (const history::Gap& gap : arrivals.gaps) bins_by_cause[gap.cause] += gap.count;
  for (const auto& [cause, bins] : bins_by_cause)
    fmt::print(stderr, "sluice: {}: {} of {} bins could not be read: {}\n", one_line(path), bins,
               arrivals.trace.arrivals.size(), history::to_string(cause));
}

/// "orders-queue-20241226T031200Z.csv": another file for another time.
std::string path_for(const CloudWatchTrace& wanted, const std::string& queue, Instant end) {
  if (!wanted.save.empty()) return wanted.save;
  return fmt::format("{}-{}.csv", queue, iso8601_basic(end));
}

Result<SavedTrace, NoTrace> save(const CloudWatchTrace& wanted, const history::Source& source,
                                 const history::Range& range, const history::Recordings& found) {
  const history::Bins bins = range.traced();
  history::Arrivals arrivals = history::arrivals_of(found.sent, range);
  if (found.sent.empty() || arrivals.trace.unread.size() == bins.count)
    return Failure<NoTrace>{nothing_recorded(source, bins, found.sent)};
  if (wanted.service) add_tasks(arrivals, *found.running, *wanted.service, range);
  SavedTrace saved{.path = path_for(wanted, source.queue, bins.end()),
                   .text = history::file_text(source, bins, arrivals)};
  if (!write_file(saved.path, saved.text))
    return Failure<NoTrace>{
        {exit_codes::failed, fmt::format("{}: the trace cannot be written there; give "
                                         "--save-trace another path",
                                         saved.path)}};
  fmt::print(stderr, "sluice: {}: {} bins of {} s, {} to {}, written to {}\n", source.queue,
             bins.count, bins.length.count(), iso8601(bins.start), iso8601(bins.end()),
             one_line(saved.path));
  tell_gaps(saved.path, arrivals);
  return saved;
}

}  // namespace

Result<SavedTrace, NoTrace> fetch_trace(const CloudWatchTrace& wanted, const Lent& lent) {
  const auto queue = publish::parse_queue_reference(wanted.queue);
  if (!queue) return Failure<NoTrace>{{exit_codes::wrong_usage, queue.error()}};
  auto access = access_for(wanted, *queue, lent);
  if (!access) return Failure<NoTrace>{{exit_codes::wrong_usage, access.error()}};
  const history::Source source{
      .queue = queue->name, .region = access->region, .service = wanted.service};
  const history::Range range = history::range_of(wanted.days, lent.clock.now());
  const auto found = read(std::move(*access), queue->name, wanted, range.bins, lent);
  if (!found)
    return Failure<NoTrace>{{exit_codes::failed, fmt::format("{}; {}", aws::to_line(found.error()),
                                                             advice(found.error().remedy))}};
  return save(wanted, source, range, *found);
}

}  // namespace sluice::apps
