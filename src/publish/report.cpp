#include "publish/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/one_line.hpp"

namespace sluice::publish {
namespace {

using nlohmann::ordered_json;
using record::PublishStatus;

double milliseconds_of(Duration span) {
  const std::chrono::duration<double, std::milli> exact = span;
  return std::round(exact.count() * 10) / 10;
}

/// A weighted sum of counts is whole as a rule, and looks so.
ordered_json number(double value) {
  constexpr double exact_below = 9007199254740992.0;  // 2^53
  if (std::nearbyint(value) == value && std::abs(value) < exact_below)
    return static_cast<std::int64_t>(value);
  return value;
}

ordered_json to_json(const record::ServiceRecord& service) {
  const bool measured = service.measured && service.status != PublishStatus::failed;
  const auto& depth = service.depth;
  const auto& tasks = service.tasks;
  ordered_json out{{"cluster", service.key.cluster}, {"service", service.key.service}};
  out["visible"] = depth ? ordered_json(depth->visible.value()) : ordered_json();
  out["in_flight"] = depth ? ordered_json(depth->in_flight.value()) : ordered_json();
  out["delayed"] = depth ? ordered_json(depth->delayed.value()) : ordered_json();
  out["running"] = tasks ? ordered_json(tasks->running.value()) : ordered_json();
  out["pending"] = tasks ? ordered_json(tasks->pending.value()) : ordered_json();
  out["desired"] = tasks ? ordered_json(tasks->desired.value()) : ordered_json();
  out["backlog"] = service.measured ? number(service.measured->backlog) : ordered_json();
  out["backlog_per_task"] = measured ? ordered_json(service.measured->value) : ordered_json();
  out["status"] = to_string(service.status);
  out["error"] = ordered_json();
  if (service.error) {
    out["error"] = {{"code", service.error->code},
                    {"message", service.error->message},
                    {"operation", service.error->operation}};
  }
  return out;
}

std::string cell(const std::optional<std::int64_t>& count) {
  return count ? std::to_string(*count) : "-";
}

}  // namespace

std::string_view to_string(PublishStatus status) {
  switch (status) {
    case PublishStatus::published:
      return "published";
    case PublishStatus::dry_run:
      return "dry_run";
    case PublishStatus::failed:
      return "failed";
  }
  return "failed";
}

std::string to_line(const record::Failure& failure) {
  const std::string code = failure.code.empty() ? "" : fmt::format("{}: ", failure.code);
  return one_line(fmt::format("{}: {}{}", failure.operation, code, failure.message));
}

std::string to_json(const record::TickRecord& tick, const CallCounts& calls) {
  ordered_json out{{"published", tick.count(PublishStatus::published)},
                   {"failed", tick.count(PublishStatus::failed)},
                   {"elapsed_ms", milliseconds_of(tick.elapsed)},
                   {"calls", ordered_json::object()},
                   {"services", ordered_json::array()}};
  for (const std::string_view service : {"sqs", "ecs", "cloudwatch"}) {
    const auto found = calls.find(service);
    out["calls"][std::string{service}] = found == calls.end() ? 0 : found->second;
  }
  for (const record::ServiceRecord& service : tick.services)
    out["services"].push_back(to_json(service));
  return out.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string to_text(const record::TickRecord& tick, const CallCounts& calls) {
  std::size_t width = std::string_view{"SERVICE"}.size();
  for (const auto& service : tick.services)
    width = std::max(width, service.key.cluster.size() + 1 + service.key.service.size());
  std::string text = fmt::format("{:<{}}  {:>9}  {:>7}  {:>16}  {}\n", "SERVICE", width, "BACKLOG",
                                 "RUNNING", "BACKLOG PER TASK", "STATUS");
  for (const auto& service : tick.services) {
    const bool failed = service.status == PublishStatus::failed;
    const auto running =
        service.tasks ? std::optional{service.tasks->running.value()} : std::nullopt;
    text += fmt::format(
        "{:<{}}  {:>9}  {:>7}  {:>16}  {}\n",
        fmt::format("{}/{}", service.key.cluster, service.key.service), width,
        service.measured ? fmt::format("{}", service.measured->backlog) : "-", cell(running),
        service.measured && !failed ? fmt::format("{}", service.measured->value) : "-",
        service.error ? fmt::format("failed: {}", to_line(*service.error))
                      : std::string{to_string(service.status)});
  }
  std::int64_t sum = 0;
  for (const auto& [name, count] : calls) sum += count;
  text +=
      fmt::format("{} published, {} failed, {} calls, {} ms", tick.count(PublishStatus::published),
                  tick.count(PublishStatus::failed), sum, milliseconds_of(tick.elapsed));
  return text;
}

}  // namespace sluice::publish
