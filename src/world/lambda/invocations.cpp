// Invocations: synchronous ones, and the queue of the asynchronous.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "world/lambda/lambda.hpp"

namespace sluice::world {
namespace {

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr std::size_t largest_synchronous = 6U << 20U;
constexpr std::size_t largest_asynchronous = 1U << 20U;

// How asynchronous invocations are tried again.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
constexpr std::int64_t default_retries = 2;
constexpr Duration default_age = std::chrono::hours{6};
constexpr Duration longest_throttle_wait = std::chrono::minutes{5};
constexpr std::int64_t most_doublings = 9;

/// After the first error a minute, after the second two.
Duration wait_after_error(std::int64_t errors) {
  return std::chrono::minutes{errors};
}

/// From a second on, doubled each time, up to five minutes.
Duration wait_after_throttle(std::int64_t throttles) {
  const std::int64_t doublings = std::clamp<std::int64_t>(throttles - 1, 0, most_doublings);
  const Duration wait = std::chrono::seconds{std::int64_t{1} << doublings};
  return std::min(wait, longest_throttle_wait);
}

const EventInvokeConfig* config_of(const Function& function, const std::string& qualifier) {
  const auto found = function.event_invoke.find(qualifier);
  return found == function.event_invoke.end() ? nullptr : &found->second;
}

std::int64_t retries_of(const EventInvokeConfig* config) {
  return config == nullptr ? default_retries
                           : config->maximum_retry_attempts.value_or(default_retries);
}

Duration age_of(const EventInvokeConfig* config) {
  if (config == nullptr || !config->maximum_event_age) return default_age;
  return std::chrono::seconds{*config->maximum_event_age};
}

}  // namespace

Answer<void> Lambda::check_invocation(const Place& place, const InvokeRequest& request,
                                      Instant now) const {
  const bool event = request.type == InvokeRequest::Type::event;
  const std::size_t largest = event ? largest_asynchronous : largest_synchronous;
  if (request.payload.size() > largest)
    return refuse("RequestTooLargeException",
                  fmt::format("Request must be smaller than {} bytes for the InvokeFunction "
                              "operation",
                              largest),
                  413);
  if (now < place.function->active_at)
    return refuse("ResourceConflictException",
                  "The operation cannot be performed at this time. The function is currently in "
                  "the following state: Pending",
                  409);
  return {};
}

Answer<InvokeAnswer> Lambda::invoke(InvokeRequest request, Instant now) {
  const auto place = find_version(request.name, request.qualifier);
  if (!place) return Failure<Refusal>{place.error()};
  if (auto right = check_invocation(*place, request, now); !right)
    return Failure<Refusal>{right.error()};
  InvokeAnswer answer{.request_id = ports_.identities.uuid(),
                      .executed_version = place->version->version};
  if (request.type == InvokeRequest::Type::dry_run) return answer;
  if (request.payload.empty()) request.payload = "{}";
  if (request.type == InvokeRequest::Type::event) {
    accept(*place, request, answer.request_id, now);
    return answer;
  }
  Running running{.invocation = {.request_id = answer.request_id,
                                 .function_arn = place->arn,
                                 .payload = std::move(request.payload),
                                 .client_context = std::move(request.client_context)},
                  .began = now};
  if (!has_room(*place->function) || !execute(*place, std::move(running), now))
    return throttle(*place->function, now);
  return answer;
}

Answer<void> Lambda::deliver(std::string_view target_arn, std::string input,
                             std::string_view /*rule_arn*/, Instant now) {
  InvokeRequest request{.name = std::string{target_arn},
                        .type = InvokeRequest::Type::event,
                        .payload = std::move(input)};
  if (auto begun = invoke(std::move(request), now); !begun) return Failure<Refusal>{begun.error()};
  return {};
}

bool Lambda::has_room(const Function& function) const {
  std::int64_t of_function = 0;
  std::int64_t unreserved = 0;
  for (const auto& [id, environment] : environments_) {
    if (!environment.running) continue;
    const auto owner = state_.functions.find(environment.plan.function);
    const bool reserved = owner != state_.functions.end() && owner->second.reserved_concurrency;
    if (environment.plan.function == function.name) ++of_function;
    if (!reserved) ++unreserved;
  }
  if (function.reserved_concurrency) return of_function < *function.reserved_concurrency;
  return unreserved < unreserved_without(function.name);
}

Failure<Refusal> Lambda::throttle(const Function& function, Instant now) {
  observe(function.name, "Throttles", 1, now);
  return refuse("TooManyRequestsException", "Rate Exceeded.", 429);
}

void Lambda::accept(const Place& place, const InvokeRequest& request, std::string request_id,
                    Instant now) {
  const std::uint64_t ticket = state_.next_ticket++;
  state_.events.emplace(ticket, AsynchronousEvent{.request_id = std::move(request_id),
                                                  .function = place.function->name,
                                                  .qualifier = place.version->version,
                                                  .payload = request.payload,
                                                  .client_context = request.client_context,
                                                  .accepted = now,
                                                  .next_attempt = now});
  ++revision_;
  observe(place.function->name, "AsyncEventsReceived", 1, now);
  attempt(ticket, now);
}

void Lambda::attempt(std::uint64_t ticket, Instant now) {
  AsynchronousEvent& event = state_.events.find(ticket)->second;
  const auto place = find_version(event.function, event.qualifier);
  const Duration age = now - event.accepted;
  if (!place || age > age_of(config_of(*place->function, event.qualifier))) {
    drop(ticket, now);
    return;
  }
  Running running{.invocation = {.request_id = event.request_id,
                                 .function_arn = place->arn,
                                 .payload = event.payload,
                                 .client_context = event.client_context},
                  .ticket = ticket,
                  .began = now};
  if (has_room(*place->function) && execute(*place, std::move(running), now)) {
    event.throttles = 0;
    return;
  }
  observe(event.function, "Throttles", 1, now);
  ++event.throttles;
  wait(ticket, now + wait_after_throttle(event.throttles));
}

void Lambda::wait(std::uint64_t ticket, Instant until) {
  state_.events.find(ticket)->second.next_attempt = until;
  waiting_.emplace(until, ticket);
  ++revision_;
}

void Lambda::drop(std::uint64_t ticket, Instant now) {
  const auto event = state_.events.find(ticket);
  observe(event->second.function, "AsyncEventsDropped", 1, now);
  state_.events.erase(event);
  ++revision_;
}

void Lambda::settle(std::uint64_t ticket, bool failed, Instant now) {
  const auto found = state_.events.find(ticket);
  if (found == state_.events.end()) return;  // its function was deleted meanwhile
  AsynchronousEvent& event = found->second;
  if (!failed) {
    state_.events.erase(found);
    ++revision_;
    return;
  }
  ++event.errors;
  const auto place = find_version(event.function, event.qualifier);
  if (!place || event.errors > retries_of(config_of(*place->function, event.qualifier)))
    drop(ticket, now);
  else
    wait(ticket, now + wait_after_error(event.errors));
}

std::optional<Instant> Lambda::due() const {
  std::optional<Instant> next;
  if (!waiting_.empty()) next = waiting_.begin()->first;
  if (!idle_.empty()) next = std::min(next.value_or(Instant::max()), idle_.begin()->first);
  return next;
}

void Lambda::run(Instant now) {
  while (!idle_.empty() && idle_.begin()->first <= now) {
    const EnvironmentId id = idle_.begin()->second;
    ports_.runtime.stop(id);
    forget(id);
  }
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    const auto [at, ticket] = *waiting_.begin();
    waiting_.erase(waiting_.begin());
    attempt(ticket, at);
  }
}

}  // namespace sluice::world
