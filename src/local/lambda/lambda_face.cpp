#include "local/lambda/lambda_face.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"

namespace sluice::local {
namespace {

using Type = world::InvokeRequest::Type;
using world::Refusal;

constexpr std::string_view invocations = "/2015-03-31/functions/{FunctionName}/invocations";
constexpr std::string_view package_path = "/2015-03-31/functions/{FunctionName}/code";

constexpr std::array<std::pair<std::string_view, Type>, 3> invocation_types{{
    {"RequestResponse", Type::request_response},
    {"Event", Type::event},
    {"DryRun", Type::dry_run},
}};

/// The errors whose text is `Message`; that of all others is `message`.
constexpr std::array<std::string_view, 4> with_large_message{
    "ResourceNotFoundException", "ServiceException", "InvalidRuntimeException",
    "InvalidZipFileException"};

std::string header_of(const http::Request& request, std::string_view name) {
  return std::string{request.headers.find(name).value_or("")};
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const LambdaRoute* route_of(const http::Request& request, const LambdaTarget& target) {
  for (const auto& routes : {function_routes(), policy_routes()})
    for (const LambdaRoute& route : routes)
      if (route.method == request.method && fit(route.pattern, target)) return &route;
  return nullptr;
}

bool is_invoke(const http::Request& request, const LambdaTarget& target) {
  return request.method == "POST" && fit(invocations, target).has_value();
}

Refusal unreadable() {
  return {.code = "InvalidRequestContentException",
          .message = "Could not parse request body into json: Could not parse payload into json"};
}

/// The function's name in a path that fits the pattern.
std::string name_in(std::string_view pattern, const LambdaTarget& target) {
  const auto parameters = fit(pattern, target);
  return parameters ? parameters->front() : std::string{};
}

std::string query_text(const LambdaTarget& target, std::string_view key) {
  const auto found = target.query.find(key);
  return found == target.query.end() ? std::string{} : found->second.front();
}

/// What the request's head and body say of an invocation.
world::Answer<world::InvokeRequest> invoke_request(const http::Request& request,
                                                   const LambdaTarget& target) {
  std::string type = header_of(request, "X-Amz-Invocation-Type");
  if (type.empty()) type = "RequestResponse";
  const auto known =
      std::ranges::find(invocation_types, type, &std::pair<std::string_view, Type>::first);
  if (known == invocation_types.end())
    return world::refuse("InvalidParameterValueException",
                         fmt::format("Unknown invocation type: {}", type));
  if (!request.body.empty() && !Json::accept(request.body)) return Failure<Refusal>{unreadable()};
  const auto context = parse_base64(header_of(request, "X-Amz-Client-Context"));
  if (!context || (!context->empty() && !Json::accept(*context)))
    return world::refuse("InvalidRequestContentException", "Client context must be a valid JSON");
  return world::InvokeRequest{.name = name_in(invocations, target),
                              .qualifier = query_text(target, "Qualifier"),
                              .type = known->second,
                              .payload = request.body,
                              .client_context = *context};
}

http::Response result_response(const world::InvocationResult& result, bool with_log) {
  http::Response response{.headers = {{"Content-Type", "application/json"},
                                      {"X-Amz-Executed-Version", result.executed_version}},
                          .body = result.payload};
  if (result.function_error) response.headers.add("X-Amz-Function-Error", "Unhandled");
  if (with_log) response.headers.add("X-Amz-Log-Result", base64(result.log_tail));
  return response;
}

}  // namespace

bool LambdaFace::answers(std::string_view target) {
  constexpr std::size_t date = std::string_view{"/2015-03-31/"}.size();
  if (target.size() < date || target[0] != '/' || target[date - 1] != '/') return false;
  const std::string_view day = target.substr(1, date - 2);
  return std::ranges::all_of(day, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

std::string_view LambdaFace::operation(const http::Request& request) {
  const LambdaTarget target = parse_target(request.url.target);
  if (is_invoke(request, target)) return "Invoke";
  const LambdaRoute* route = route_of(request, target);
  return route == nullptr ? std::string_view{} : route->operation;
}

std::vector<std::string> LambdaFace::operations() {
  std::vector<std::string> names{"Invoke"};
  for (const auto& routes : {function_routes(), policy_routes()})
    for (const LambdaRoute& route : routes) names.emplace_back(route.operation);
  return names;
}

http::Response LambdaFace::error(const Refusal& refusal) {
  const bool large =
      std::ranges::find(with_large_message, refusal.code) != with_large_message.end();
  Json body = {{"Type", refusal.status >= 500 ? "Service" : "User"},
               {large ? "Message" : "message", refusal.message}};
  if (refusal.code == "TooManyRequestsException")
    body["Reason"] = "ConcurrentInvocationLimitExceeded";
  return {.status = refusal.status,
          .headers = {{"Content-Type", "application/json"}, {"x-amzn-ErrorType", refusal.code}},
          .body = text_of(body)};
}

asio::awaitable<http::Response> LambdaFace::answer(const http::Request& request, const Call& call) {
  const LambdaTarget target = parse_target(request.url.target);
  if (is_invoke(request, target)) co_return co_await invoke(request, target, call);
  if (request.method == "GET" && fit(package_path, target)) co_return package(target, call);
  const LambdaRoute* route = route_of(request, target);
  if (route == nullptr) {
    const Refusal unknown{
        .code = "UnknownOperationException",
        .message = fmt::format("Sluice does not model the operation {} {} of lambda",
                               request.method, request.url.target),
        .status = 404};
    co_return error(unknown);
  }
  const Json body =
      request.body.empty() ? Json::object() : Json::parse(request.body, nullptr, false);
  if (body.is_discarded()) co_return error(unreadable());
  Input input{body, {.code = "ValidationException"}, Input::Texts::stay};
  LambdaRequest taken{
      .input = input,
      .parameters = fit(route->pattern, target).value_or(std::vector<std::string>{}),
      .query = target.query,
      .http = request};
  co_return answer_route(*route, taken, call);
}

http::Response LambdaFace::answer_route(const LambdaRoute& route, LambdaRequest& request,
                                        const Call& call) {
  const Output output = route.handle(lambda_, request, call);
  if (!output) return error(output.error());
  http::Response response{.status = route.status};
  if (output->is_null()) return response;
  response.headers.add("Content-Type", "application/json");
  response.body = text_of(*output);
  return response;
}

asio::awaitable<http::Response> LambdaFace::invoke(const http::Request& request,
                                                   const LambdaTarget& target, const Call& call) {
  auto wanted = invoke_request(request, target);
  if (!wanted) co_return error(wanted.error());
  const Type type = wanted->type;
  const auto begun = lambda_.invoke(std::move(*wanted), call.now);
  if (!begun) co_return error(begun.error());
  if (type == Type::event) co_return http::Response{.status = 202};
  if (type == Type::dry_run) co_return http::Response{.status = 204};
  const bool with_log = header_of(request, "X-Amz-Log-Type") == "Tail";
  const world::InvocationResult result = co_await waiters_.result(begun->request_id);
  co_return result_response(result, with_log);
}

http::Response LambdaFace::package(const LambdaTarget& target, const Call& call) const {
  const auto view = lambda_.get_function(name_in(package_path, target),
                                         query_text(target, "Qualifier"), call.now);
  if (!view) return error(view.error());
  return {.headers = {{"Content-Type", "application/zip"}},
          .body = lambda_.package(*view->version)};
}

}  // namespace sluice::local
