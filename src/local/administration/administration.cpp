#include "local/administration/administration.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/calendar.hpp"
#include "base/duration_text.hpp"
#include "base/one_line.hpp"
#include "local/protocol/json_protocol.hpp"

namespace sluice::local {
namespace {

using http::Request;
using http::Response;
using http::asio::awaitable;

constexpr double fastest = 1e6;

Response json_page(int status, const Json& document) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          .body = document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"};
}

Response error_page(int status, std::string what) {
  Json document = Json::object();
  document["error"] = one_line(std::move(what));
  return json_page(status, document);
}

Response not_allowed(std::string allowed) {
  Response response = error_page(405, fmt::format("only {} are for this page", allowed));
  response.headers.add("Allow", std::move(allowed));
  return response;
}

bool reads(const Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

/// What POST /_sluice/clock asks for.
struct ClockChange {
  std::optional<Duration> advance = {};
  std::optional<double> speed = {};
};

Result<Duration, std::string> read_advance(const Json& value) {
  const auto span = value.is_string() ? parse_duration(value.get_ref<const std::string&>())
                                      : Result<Duration, std::string>{Failure<std::string>{""}};
  if (span) return *span;
  return Failure<std::string>{
      fmt::format(R"(advance is {}, but should be a time such as "90s" or "15m")", value.dump())};
}

Result<double, std::string> read_speed(const Json& value) {
  const double speed = value.is_number() ? value.get<double>() : -1;
  if (speed >= 0 && speed <= fastest) return speed;
  return Failure<std::string>{fmt::format(
      "speed is {}, but should be a number from 0 (stands) to {}", value.dump(), fastest)};
}

/// Takes what `read` gives into `to`; gives back what is wrong with it.
template <class Value>
std::optional<std::string> take(Result<Value, std::string> read, std::optional<Value>& to) {
  if (!read) return std::move(read.error());
  to = *read;
  return std::nullopt;
}

Result<ClockChange, std::string> read_clock_change(const Json& document) {
  ClockChange change;
  for (const auto& [key, value] : document.items()) {
    std::optional<std::string> wrong;
    if (key == "advance")
      wrong = take(read_advance(value), change.advance);
    else if (key == "speed")
      wrong = take(read_speed(value), change.speed);
    else
      wrong = fmt::format("{} is unknown; known are advance and speed", key);
    if (wrong) return Failure<std::string>{std::move(*wrong)};
  }
  if (!change.advance && !change.speed)
    return Failure<std::string>{
        R"(nothing is asked for; send {"advance": "15m"} or {"speed": 10})"};
  return change;
}

std::string_view path_of(const Request& request) {
  const std::string_view target = request.url.target;
  return target.substr(0, target.find('?'));
}

}  // namespace

Administration::Administration(About about, Control& control, Faults& faults)
    : about_{std::move(about)}, control_{control}, faults_{faults} {}

awaitable<Result<Response, http::TransportError>> Administration::send(Request request) {
  co_return co_await page(request);
}

awaitable<Response> Administration::page(const Request& request) {
  std::string_view name = path_of(request);
  name.remove_prefix(std::min(prefix.size(), name.size()));
  if (name == "health") co_return health(request);
  if (name == "clock") co_return co_await clock(request);
  if (name == "reset") co_return co_await reset(request);
  if (name == "faults") co_return faults(request);
  if (name == "record") co_return record(request);
  co_return error_page(404,
                       "there are /_sluice/health, /_sluice/clock, /_sluice/record, "
                       "/_sluice/reset and /_sluice/faults");
}

Response Administration::health(const Request& request) const {
  if (!reads(request)) return not_allowed("GET, HEAD");
  Json document = Json::object();
  document["status"] = "running";
  document["version"] = about_.version;
  Json& services = document["services"] = Json::array();
  for (const auto& [service, operations] : about_.operations) services.push_back(service);
  document["operations"] = about_.operations;
  return json_page(200, document);
}

Response Administration::record(const Request& request) {
  if (!reads(request)) return not_allowed("GET, HEAD");
  return {.status = 200,
          .headers = {{"Content-Type", "application/x-ndjson"}, {"Cache-Control", "no-store"}},
          .body = control_.record()};
}

Response Administration::clock_shown() const {
  const double speed = control_.speed();
  Json document = Json::object();
  document["now"] = iso8601_milliseconds(control_.now());
  document["speed"] =
      speed == std::floor(speed) ? Json(static_cast<std::int64_t>(speed)) : Json(speed);
  return json_page(200, document);
}

awaitable<Response> Administration::clock(const Request& request) {
  if (reads(request)) co_return clock_shown();
  if (request.method != "POST") co_return not_allowed("GET, HEAD, POST");
  const auto document = read_json(request.body);
  if (!document) co_return error_page(400, "the body is no JSON object");
  const auto change = read_clock_change(*document);
  if (!change) co_return error_page(400, change.error());
  const auto [advance, speed] = *change;
  if (speed) control_.set_speed(*speed);
  if (advance) co_await control_.advance(*advance);
  co_return clock_shown();
}

awaitable<Response> Administration::reset(const Request& request) {
  if (request.method != "POST") co_return not_allowed("POST");
  co_await control_.reset();
  co_return json_page(200, Json::object());
}

Response Administration::faults(const Request& request) {
  if (request.method == "DELETE") {
    faults_.clear();
  } else if (request.method == "POST") {
    auto plan = read_fault_plan(request.body);
    if (!plan) return error_page(400, std::move(plan.error()));
    faults_.set(std::move(*plan));
  } else if (!reads(request)) {
    return not_allowed("GET, HEAD, POST, DELETE");
  }
  return json_page(200, faults_.shown());
}

}  // namespace sluice::local
