#include "aws/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "aws/signing.hpp"
#include "base/calendar.hpp"

namespace sluice::aws {
namespace {

/// From where on a difference between the clocks is what made a signature fail,
/// and not the way of the answer (aws-sdk-go-v2, the SDKs' common rule).
constexpr Duration notable_skew = std::chrono::minutes{4};

Remedy remedy_for(http::TransportError::Kind kind) {
  using Kind = http::TransportError::Kind;
  return kind == Kind::tls || kind == Kind::too_large ? Remedy::fix_request : Remedy::retry_later;
}

double seconds_of(Duration span) {
  return std::chrono::duration<double>{span}.count();
}

}  // namespace

asio::awaitable<Result<std::string, Error>> Connection::call(ApiCall call) {
  History history;
  for (;;) {
    auto turn = co_await wait_for_turn(call);
    if (!turn) co_return Failure<Error>{history.last.value_or(turn.error())};
    auto answer = co_await attempt(call);
    if (answer) {
      shared_.quota.succeeded(history.last ? &*history.last : nullptr);
      co_return answer;
    }
    history.last = answer.error();
    ++history.attempts;
    const std::optional<Duration> pause = pause_before_next(call, history, answer.error());
    if (!pause) co_return answer;
    shared_.observer.retrying(service_, call.operation);
    co_await shared_.sleeper.sleep(*pause);
  }
}

std::optional<Duration> Connection::pause_before_next(const ApiCall& call, History& history,
                                                      const Error& error) {
  if (error.remedy == Remedy::throttled)
    shared_.pacer.throttled(service_.id, call.operation, shared_.clock.now());
  if (history.attempts >= shared_.plan.attempts) return std::nullopt;
  if (error.remedy == Remedy::refresh_credentials)
    return std::exchange(history.signed_anew, true) ? std::nullopt : std::optional{Duration{}};
  const bool may_pass =
      error.remedy == Remedy::throttled || (error.remedy == Remedy::retry_later && call.repeatable);
  if (!may_pass || !shared_.quota.take(error)) return std::nullopt;
  const Duration pause = wait_before(shared_.plan, history.attempts + 1, shared_.random);
  return shared_.clock.now() + pause < call.deadline ? std::optional{pause} : std::nullopt;
}

asio::awaitable<Result<void, Error>> Connection::wait_for_turn(const ApiCall& call) {
  const Instant now = shared_.clock.now();
  if (now >= call.deadline) co_return Failure<Error>{too_late(call, "its time was over")};
  const Duration wait = shared_.pacer.reserve(service_.id, call.operation, now);
  if (now + wait >= call.deadline) {
    co_return Failure<Error>{too_late(
        call, fmt::format("AWS's published rate would have let it through in {:.1f} s only",
                          seconds_of(wait)))};
  }
  if (wait > Duration{}) co_await shared_.sleeper.sleep(wait);
  co_return Result<void, Error>{};
}

asio::awaitable<Result<std::string, Error>> Connection::attempt(const ApiCall& call) {
  auto request = co_await signed_request(call);
  if (!request) co_return Failure<Error>{std::move(request.error())};
  const Instant sent = shared_.clock.now();
  const Duration limit = call.attempt_limit.value_or(shared_.plan.attempt_limit);
  request->time_limit = std::min<Duration>(call.deadline - sent, limit);
  const auto answer = co_await shared_.http.send(std::move(*request));
  auto result = outcome(call, answer);
  shared_.observer.attempted(service_, call.operation, shared_.clock.now() - sent,
                             result ? nullptr : &result.error());
  co_return result;
}

asio::awaitable<Result<http::Request, Error>> Connection::signed_request(const ApiCall& call) {
  http::Request request = wire_request(service_, call.operation, endpoint_, call.body);
  request.method = call.method;
  if (call.path != "/") request.url.target = call.path;
  const auto floor = shared_.compression_floor;
  if (call.compressible && floor && request.body.size() >= *floor) gzip_body(request);
  if (credentials_ == nullptr) co_return request;
  const auto credentials = co_await credentials_->credentials();
  if (!credentials) co_return Failure<Error>{credentials.error()};
  const SigningScope scope{region_, std::string{service_.signing_name}};
  sign(request, *credentials, scope, shared_.clock.now() + clock_skew_);
  co_return request;
}

Result<std::string, Error> Connection::outcome(
    const ApiCall& call, const Result<http::Response, http::TransportError>& answer) {
  if (!answer) {
    return Failure<Error>{Error{.remedy = remedy_for(answer.error().kind),
                                .operation = operation_name(service_, call.operation),
                                .message = answer.error().message}};
  }
  auto result = read_answer(service_, call.operation, *answer);
  if (result || result.error().remedy != Remedy::refresh_credentials) return result;
  if (credentials_ != nullptr) credentials_->invalidate();
  const auto date = answer->headers.find("Date");
  const auto their_time = date ? parse_http_date(*date) : std::nullopt;
  if (their_time) {
    const Duration skew = *their_time - shared_.clock.now();
    if (std::chrono::abs(skew) >= notable_skew) clock_skew_ = skew;
  }
  return result;
}

Error Connection::too_late(const ApiCall& call, const std::string& why) const {
  return Error{.remedy = Remedy::retry_later,
               .operation = operation_name(service_, call.operation),
               .message = fmt::format("not sent: {}", why)};
}

Error Connection::unreadable(std::string_view operation, const std::string& why) const {
  return Error{.remedy = Remedy::fix_request,
               .operation = operation_name(service_, operation),
               .message = fmt::format("the answer cannot be understood: {}", why)};
}

}  // namespace sluice::aws
