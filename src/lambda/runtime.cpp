#include "lambda/runtime.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

namespace sluice::lambda {
namespace {

/// The Runtime API is in the same machine; only the wait for an invocation may
/// last.
constexpr Duration answer_limit = std::chrono::seconds{10};

http::Url endpoint_of(std::string_view host) {
  auto url = http::parse_url(fmt::format("http://{}", host));
  // A host that is none is told by the first request, as unreachable.
  return url ? *url : http::Url{.host = std::string{host}};
}

std::string error_document(const FunctionError& error) {
  const nlohmann::ordered_json document{{"errorMessage", error.message},
                                        {"errorType", error.type},
                                        {"stackTrace", nlohmann::ordered_json::array()}};
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string header(const http::Response& response, std::string_view name) {
  return std::string{response.headers.find(name).value_or("")};
}

/// Milliseconds since the epoch; the end of time where it is no such number.
Instant deadline_of(const std::string& text) {
  constexpr auto latest =
      std::chrono::floor<std::chrono::milliseconds>(Instant::max().time_since_epoch());
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool readable = error == std::errc{} && count > 0 && count <= latest.count();
  return readable ? Instant{std::chrono::milliseconds{count}} : Instant::max();
}

Failure<RuntimeError> failed(std::string_view what, std::string_view why) {
  return Failure<RuntimeError>{RuntimeError{fmt::format("Lambda Runtime API: {}: {}", what, why)}};
}

}  // namespace

Runtime::Runtime(std::string_view host, http::Service& http, Log& log)
    : endpoint_{endpoint_of(host)}, http_{http}, log_{log} {}

http::Request Runtime::request(std::string_view method, std::string_view path) const {
  http::Request out{.method = std::string{method}, .url = endpoint_};
  out.url.target = fmt::format("/2018-06-01/runtime/{}", path);
  return out;
}

asio::awaitable<Result<Invocation, RuntimeError>> Runtime::next() {
  // No time limit: Lambda freezes the process until there is something to do.
  const auto response = co_await http_.send(request("GET", "invocation/next"));
  if (!response) co_return failed("invocation/next", response.error().message);
  if (response->status != 200)
    co_return failed("invocation/next", fmt::format("status {}", response->status));
  Invocation invocation{header(*response, "Lambda-Runtime-Aws-Request-Id"),
                        deadline_of(header(*response, "Lambda-Runtime-Deadline-Ms")),
                        response->body};
  if (invocation.request_id.empty())
    co_return failed("invocation/next", "no Lambda-Runtime-Aws-Request-Id header");
  co_return invocation;
}

asio::awaitable<Result<void, RuntimeError>> Runtime::answer(
    std::string request_id, Result<std::string, FunctionError> outcome) {
  const std::string_view what = outcome ? "response" : "error";
  http::Request post = request("POST", fmt::format("invocation/{}/{}", request_id, what));
  post.time_limit = answer_limit;
  post.headers.add("Content-Type", "application/json");
  if (!outcome) post.headers.add("Lambda-Runtime-Function-Error-Type", outcome.error().type);
  post.body = outcome ? std::move(*outcome) : error_document(outcome.error());
  const auto response = co_await http_.send(std::move(post));
  if (!response) co_return failed(what, response.error().message);
  // 4xx: the invocation is over for Lambda (its time passed, or the answer was
  // too large); the next one can be had all the same.
  if (response->status >= 500) co_return failed(what, fmt::format("status {}", response->status));
  if (response->status >= 300)
    log_.warning("Lambda did not take the answer",
                 {{"status", std::int64_t{response->status}}, {"body", response->body}});
  co_return Result<void, RuntimeError>{};
}

asio::awaitable<RuntimeError> Runtime::serve(Handler handler) {
  for (;;) {
    auto invocation = co_await next();
    if (!invocation) co_return invocation.error();
    const std::string request_id = invocation->request_id;
    auto outcome = co_await handler(std::move(*invocation));
    const auto answered = co_await answer(request_id, std::move(outcome));
    if (!answered) co_return answered.error();
  }
}

asio::awaitable<void> Runtime::report_init_error(FunctionError error) {
  http::Request post = request("POST", "init/error");
  post.time_limit = answer_limit;
  post.headers.add("Content-Type", "application/json");
  post.headers.add("Lambda-Runtime-Function-Error-Type", error.type);
  post.body = error_document(error);
  const auto response = co_await http_.send(std::move(post));
  if (!response)
    log_.error("cannot tell Lambda that the start failed", {{"error", response.error().message}});
}

}  // namespace sluice::lambda
