// Execution environments: which one works on what, and what is told of it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/calendar.hpp"
#include "world/lambda/lambda.hpp"

namespace sluice::world {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

/// What LogType Tail shows of a log.
constexpr std::size_t tail_bytes = 4096;

double milliseconds(Duration span) {
  return std::chrono::duration_cast<Milliseconds>(span).count();
}

/// "2024/04/12/[$LATEST]<32 digits>"
std::string stream_name(std::string_view version, const std::string& digits, Instant now) {
  std::string date = iso8601(now).substr(0, 10);
  std::ranges::replace(date, '-', '/');
  return fmt::format("{}/[{}]{}", date, version, digits);
}

std::string log_group(const Function& function, const FunctionSettings& settings) {
  return settings.logging.group.empty() ? fmt::format("/aws/lambda/{}", function.name)
                                        : settings.logging.group;
}

/// How INIT_START calls a runtime: "nodejs:20.v1", "provided:al2023.v1".
std::string runtime_version(std::string_view runtime) {
  constexpr std::string_view provided = "provided.";
  if (runtime.starts_with(provided))
    return fmt::format("provided:{}.v1", runtime.substr(provided.size()));
  const std::size_t digit = std::min(runtime.find_first_of("0123456789"), runtime.size());
  std::string_view number = runtime.substr(digit);
  if (number.ends_with(".x")) number.remove_suffix(2);
  return fmt::format("{}:{}.v1", runtime.substr(0, digit), number);
}

std::string timeout_text(const FunctionSettings& settings) {
  return fmt::format("Task timed out after {:.2f} seconds", static_cast<double>(settings.timeout));
}

/// The outcome with what Lambda itself says of a timeout.
InvocationOutcome completed(InvocationOutcome outcome, const EnvironmentPlan& plan,
                            const std::string& request_id, Instant now) {
  if (!outcome.timed_out) return outcome;
  const std::string text = timeout_text(plan.settings);
  outcome.error_type = "Sandbox.Timedout";
  outcome.payload =
      fmt::format(R"({{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {} Error: {}"}})",
                  request_id, text);
  outcome.platform_line = fmt::format("{} {} {}", iso8601_milliseconds(now), request_id, text);
  outcome.duration = std::chrono::seconds{plan.settings.timeout};
  return outcome;
}

std::string report_line(const InvocationOutcome& outcome, const EnvironmentPlan& plan,
                        const std::string& request_id) {
  const double duration = milliseconds(outcome.duration);
  const double init = milliseconds(outcome.init_duration.value_or(Duration{}));
  std::string line = fmt::format(
      "REPORT RequestId: {}\tDuration: {:.2f} ms\tBilled Duration: {:.0f} ms\tMemory Size: {} MB\t",
      request_id, duration, std::ceil(duration + init), plan.settings.memory_size);
  if (outcome.init_duration) line += fmt::format("Init Duration: {:.2f} ms\t", init);
  if (outcome.timed_out)
    line += "Status: timeout";
  else if (outcome.environment_ended)
    line += fmt::format("Status: error\tError Type: {}", outcome.error_type);
  return line;
}

}  // namespace

bool Lambda::execute(const Place& place, Running running, Instant now) {
  Environment* environment = take_idle(place);
  if (environment == nullptr) {
    if (environments_.size() >= parameters_.most_environments) {
      if (idle_.empty()) return false;
      const EnvironmentId oldest = idle_.begin()->second;
      ports_.runtime.stop(oldest);
      forget(oldest);
    }
    environment = &start(place, now);
  }
  FunctionInvocation invocation = running.invocation;
  environment->running = std::move(running);
  log(*environment,
      fmt::format("START RequestId: {} Version: {}", invocation.request_id, place.version->version),
      now);
  observe(place.function->name, "ConcurrentExecutions", static_cast<double>(this->running()), now);
  ports_.runtime.invoke(environment->plan.id, std::move(invocation));
  ++revision_;
  return true;
}

Lambda::Environment* Lambda::take_idle(const Place& place) {
  // The one that was used last has its connections and caches still warm.
  for (auto at = idle_.rbegin(); at != idle_.rend(); ++at) {
    Environment& environment = environments_.find(at->second)->second;
    const bool fits = environment.plan.function == place.function->name &&
                      environment.plan.version == place.version->version &&
                      environment.revision_id == place.version->revision_id;
    if (!fits) continue;
    idle_.erase(*at);
    return &environment;
  }
  return nullptr;
}

Lambda::Environment& Lambda::start(const Place& place, Instant now) {
  const FunctionVersion& version = *place.version;
  EnvironmentPlan plan{.id = next_environment_++,
                       .function = place.function->name,
                       .version = version.version,
                       .settings = version.settings,
                       .code_sha256 = version.code_sha256,
                       .log_group = log_group(*place.function, version.settings),
                       .log_stream = stream_name(version.version, ports_.identities.hex(32), now)};
  ports_.logs.put(
      plan.log_group, plan.log_stream,
      fmt::format("INIT_START Runtime Version: {}\n", runtime_version(version.settings.runtime)),
      now);
  ports_.runtime.start(plan, package(version));
  const EnvironmentId id = plan.id;
  Environment environment{.plan = std::move(plan), .revision_id = version.revision_id};
  return environments_.emplace(id, std::move(environment)).first->second;
}

void Lambda::stop_idle(std::string_view function) {
  std::vector<EnvironmentId> stopped;
  for (const auto& [end, id] : idle_) {
    const Environment& environment = environments_.find(id)->second;
    if (environment.plan.function != function) continue;
    const auto place = find_version(function, environment.plan.version);
    if (!place || place->version->revision_id != environment.revision_id) stopped.push_back(id);
  }
  for (const EnvironmentId id : stopped) {
    ports_.runtime.stop(id);
    forget(id);
  }
}

void Lambda::forget(EnvironmentId id) {
  const auto found = environments_.find(id);
  if (found == environments_.end()) return;
  idle_.erase({found->second.idle_until, id});
  environments_.erase(found);
}

void Lambda::log(Environment& environment, std::string_view line, Instant now) {
  const std::string message = fmt::format("{}\n", line);
  ports_.logs.put(environment.plan.log_group, environment.plan.log_stream, message, now);
  if (!environment.running) return;
  std::string& tail = environment.running->log;
  tail += message;
  if (tail.size() > tail_bytes) tail.erase(0, tail.size() - tail_bytes);
}

void Lambda::printed(EnvironmentId environment, std::string_view line, Instant now) {
  const auto found = environments_.find(environment);
  if (found != environments_.end()) log(found->second, line, now);
}

void Lambda::report(Environment& environment, const std::string& id,
                    const InvocationOutcome& outcome, Instant now) {
  if (!outcome.platform_line.empty()) log(environment, outcome.platform_line, now);
  log(environment, fmt::format("END RequestId: {}", id), now);
  log(environment, report_line(outcome, environment.plan, id), now);
}

void Lambda::measure(const std::string& function, const InvocationOutcome& outcome, Instant at) {
  observe(function, "Invocations", 1, at);
  observe(function, "Errors", outcome.error_type.empty() ? 0 : 1, at);
  observe(function, "Throttles", 0, at);
  observe(function, "Duration", milliseconds(outcome.duration), at, "Milliseconds");
}

void Lambda::finished(EnvironmentId id, const InvocationOutcome& told, Instant now) {
  const auto found = environments_.find(id);
  if (found == environments_.end() || !found->second.running) return;
  Environment& environment = found->second;
  Running ran = *std::move(environment.running);
  environment.running.reset();
  const std::string& request_id = ran.invocation.request_id;
  const InvocationOutcome outcome = completed(told, environment.plan, request_id, now);
  report(environment, request_id, outcome, now);
  measure(environment.plan.function, outcome, ran.began);
  const std::string version = environment.plan.version;
  if (outcome.environment_ended)
    forget(id);
  else
    rest(environment, now);
  const bool failed = !outcome.error_type.empty();
  if (ran.ticket) {
    settle(*ran.ticket, failed, now);
    return;
  }
  ports_.results.completed({.request_id = request_id,
                            .executed_version = version,
                            .payload = outcome.payload,
                            .function_error = failed,
                            .log_tail = std::move(ran.log)});
}

void Lambda::rest(Environment& environment, Instant now) {
  const EnvironmentId id = environment.plan.id;
  const auto place = find_version(environment.plan.function, environment.plan.version);
  if (!place || place->version->revision_id != environment.revision_id) {
    ports_.runtime.stop(id);
    forget(id);
    return;
  }
  environment.idle_until = now + parameters_.idle_end;
  idle_.emplace(environment.idle_until, id);
  ++revision_;
}

void Lambda::ended(EnvironmentId id, Instant /*now*/) {
  const auto found = environments_.find(id);
  if (found != environments_.end() && !found->second.running) forget(id);
}

void Lambda::give_up(Environment& environment) {
  ports_.runtime.stop(environment.plan.id);
  if (!environment.running || environment.running->ticket) return;
  const std::string& id = environment.running->invocation.request_id;
  ports_.results.completed(
      {.request_id = id,
       .executed_version = environment.plan.version,
       .payload = fmt::format(
           R"({{"errorType":"Sandbox.Failure","errorMessage":"RequestId: {} Error: The sandbox was reset"}})",
           id),
       .function_error = true});
}

void Lambda::observe(std::string_view function, std::string_view name, double value, Instant at,
                     std::string_view unit) {
  const Dimension dimension{.name = "FunctionName", .value = std::string{function}};
  Metric metric{.metric_namespace = "AWS/Lambda", .name = std::string{name}};
  ports_.metrics.observe(metric, value, unit, at);
  metric.dimensions.push_back(dimension);
  ports_.metrics.observe(metric, value, unit, at);
}

}  // namespace sluice::world
