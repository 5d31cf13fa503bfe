#include "local/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "base/one_line.hpp"
#include "local/protocol/cbor_protocol.hpp"
#include "local/protocol/gzip.hpp"
#include "local/protocol/json_protocol.hpp"
#include "local/protocol/query_protocol.hpp"
#include "local/request_headers.hpp"
#include "local/scope.hpp"

namespace sluice::local {

using boost::asio::awaitable;
using Answer = Result<http::Response, http::TransportError>;

/// One request on its way to its answer.
struct Router::Exchange {
  http::Request request;
  std::string request_id;
  RequestHeaders headers = {};  ///< views of `request`
  Scope scope = {};             ///< likewise
  Language language = Language::query;
  ServiceFace* face = nullptr;  ///< null: none that is modelled
  std::string operation = {};
  const ServiceFace::Entry* entry = nullptr;
  Json input = {};
  /// Whether `input` was read from the body.
  bool read = true;
  /// Of the answer, where it is ready.
  std::optional<std::string> body = {};
  /// Of Query.
  Parameters parameters = {};

  [[nodiscard]] const ServiceDescription& description() const {
    static const ServiceDescription nobody{.name = "", .signing_name = ""};
    return face == nullptr ? nobody : face->description();
  }
};

namespace {

constexpr std::string_view not_modelled = "Sluice does not model ";

std::string_view path_of(const http::Request& request) {
  const std::string_view target = request.url.target;
  return target.substr(0, target.find('?'));
}

std::string_view query_of(const http::Request& request) {
  const std::string_view target = request.url.target;
  return target.substr(std::min(target.find('?'), target.size() - 1) + 1);
}

world::Refusal refusal(std::string_view code, std::string message, int status = 400) {
  return {.code = std::string{code}, .message = std::move(message), .status = status};
}

/// A service that Sluice has not: no AWS service says this, and no client tries again.
world::Refusal no_such_service(std::string_view name) {
  return refusal("NotImplemented", fmt::format("{}the service {}", not_modelled, name), 501);
}

/// As every service of AWS says that it failed, and not the client.
world::Refusal internal_failure() {
  return refusal("InternalFailure",
                 "The request processing has failed because of an unknown error, exception or "
                 "failure.",
                 500);
}

Answer cut() {
  return Failure<http::TransportError>{
      http::TransportError{http::TransportError::Kind::closed, "a fault that was asked for"}};
}

/// "/123456789012/orders-queue": an SQS queue's own path.
bool is_queue_path(std::string_view path) {
  if (!path.starts_with('/')) return false;
  path.remove_prefix(1);
  const std::size_t slash = path.find('/');
  const std::string_view account = path.substr(0, slash);
  return slash != std::string_view::npos && slash + 1 < path.size() && account.size() == 12 &&
         std::ranges::all_of(account, [](char c) { return c >= '0' && c <= '9'; }) &&
         path.find('/', slash + 1) == std::string_view::npos;
}

/// The body as it was before the client packed it.
std::optional<world::Refusal> unpack(http::Request& request, const RequestHeaders& headers) {
  if (!headers.content_encoding.empty() && headers.content_encoding != "identity") {
    auto body = headers.content_encoding == "gzip" ? unpack_gzip(request.body, Router::largest_body)
                                                   : std::nullopt;
    if (!body)
      return refusal("SerializationException",
                     "The body of the request cannot be unpacked with gzip, or is too large");
    request.body = std::move(*body);
  }
  if (request.body.size() > Router::largest_body)
    return refusal(
        "RequestEntityTooLargeException",
        fmt::format("The body of the request is larger than {} bytes", Router::largest_body), 413);
  return std::nullopt;
}

/// Takes what `read` gives into `to`.
template <class Value>
std::optional<world::Refusal> take(world::Answer<Value> read, Value& to) {
  if (!read) return std::move(read.error());
  to = std::move(*read);
  return std::nullopt;
}

}  // namespace

Router::Router(Options options, Lent lent) : options_{std::move(options)}, lent_{lent} {}
Router::~Router() = default;

awaitable<Answer> Router::send(http::Request request) {
  for (const Rest& rest : rests_)
    if (request.url.target.starts_with(rest.prefix)) return serve_rest(std::move(request), rest);
  return serve(std::move(request));
}

awaitable<Answer> Router::serve_rest(http::Request request, const Rest& rest) {
  Mishap mishap;
  if (lent_.faults.active() && rest.description != nullptr) {
    const auto operation = rest.operation == nullptr ? std::string_view{} : rest.operation(request);
    mishap = lent_.faults.strike(*rest.description, operation);
  }
  if (mishap.latency > Duration{0}) co_await lent_.sleeper.sleep(mishap.latency);
  if (mishap.drop_connection) co_return cut();
  Answer answer = http::Response{};
  if (mishap.refusal)
    answer = rest_error(*mishap.refusal);
  else
    answer = co_await rest.service->send(std::move(request));
  if (rest.description != nullptr && !co_await keep(rest.description->name))
    answer = rest_error(internal_failure());
  if (answer && rest.description != nullptr && !answer->headers.find("x-amzn-RequestId"))
    answer->headers.add("x-amzn-RequestId", lent_.identities.uuid());
  co_return answer;
}

awaitable<Answer> Router::serve(http::Request request) {
  Exchange exchange{.request = std::move(request), .request_id = lent_.identities.uuid()};
  exchange.headers = read_headers(exchange.request.headers);
  exchange.scope = exchange.headers.authorization.empty()
                       ? scope_of_query(exchange.request.url.target)
                       : scope_of_authorization(exchange.headers.authorization);
  Mishap mishap{.refusal = recognise(exchange)};
  if (!mishap.refusal && lent_.faults.active()) {
    mishap = lent_.faults.strike(exchange.description(), exchange.operation);
    if (mishap.latency > Duration{0}) co_await lent_.sleeper.sleep(mishap.latency);
    if (mishap.drop_connection) co_return cut();
  }
  Output output = Json{};
  if (mishap.refusal)
    output = Failure<world::Refusal>{std::move(*mishap.refusal)};
  else
    output = co_await perform(exchange);
  tell(exchange, output);
  const Answering to{.service = exchange.description(),
                     .operation = exchange.operation,
                     .request_id = exchange.request_id,
                     .query_mode = exchange.headers.query_mode};
  if (exchange.language == Language::query) co_return query_answer(to, output);
  if (exchange.language == Language::cbor) co_return cbor_answer(to, output);
  if (exchange.body && output)
    co_return json_answer(to, std::move(*exchange.body), exchange.headers.content_type);
  co_return json_answer(to, output, exchange.headers.content_type);
}

/// A bug of ours is a failure of the service, not of the connection.
awaitable<Output> Router::perform(Exchange& exchange) {
  std::string what;
  try {
    co_return co_await call(exchange);
  } catch (const std::exception& error) {
    what = error.what();
  }
  lent_.log.error("an operation failed in an unforeseen way",
                  {{"service", std::string{exchange.description().name}},
                   {"operation", exchange.operation},
                   {"error", one_line(std::move(what))}});
  co_return Failure<world::Refusal>{internal_failure()};
}

awaitable<Output> Router::call(Exchange& exchange) {
  const Call call{.now = lent_.stage.present(),
                  .where = location_of(exchange.scope, options_.home),
                  .host = exchange.headers.host,
                  .request_id = exchange.request_id,
                  .access_key = exchange.scope.access_key,
                  .departure = exchange.request.departure};
  Output output = Json{};
  if (!exchange.read)
    exchange.body = exchange.face->shortcut(exchange.operation, exchange.request.body, call);
  if (!exchange.body) output = co_await call_with_document(exchange, call);
  lent_.stage.changed();
  if (!co_await keep(exchange.description().name))
    co_return Failure<world::Refusal>{internal_failure()};
  co_return output;
}

/// What was changed and cannot be kept must not be acknowledged: false.
awaitable<bool> Router::keep(std::string_view service) {
  if (!lent_.stage.must_store(service)) co_return true;
  const auto stored = co_await lent_.stage.stored();
  if (!stored)
    lent_.log.error("the answer of a call was withheld: its changes cannot be stored",
                    {{"service", std::string{service}}, {"error", one_line(stored.error())}});
  co_return stored.has_value();
}

awaitable<Output> Router::call_with_document(Exchange& exchange, const Call& call) {
  if (!exchange.read)
    if (auto refused = take(read_json(exchange.request.body), exchange.input))
      co_return Failure<world::Refusal>{std::move(*refused)};
  const auto texts =
      exchange.language == Language::query ? Input::Texts::convert : Input::Texts::stay;
  Input input{exchange.input, exchange.description().wording, texts};
  if (exchange.entry->waits)
    co_return co_await exchange.face->handle_waiting(*exchange.entry, input, call);
  co_return exchange.face->handle(*exchange.entry, input, call);
}

std::optional<world::Refusal> Router::recognise(Exchange& exchange) const {
  const RequestHeaders& headers = exchange.headers;
  const bool rpc = headers.protocol == "rpc-v2-cbor";
  if (rpc)
    exchange.language = Language::cbor;
  else if (!headers.target.empty())
    exchange.language = Language::json;
  if (auto refused = unpack(exchange.request, headers)) return refused;
  if (rpc) return recognise_rpc(exchange);
  if (!headers.target.empty()) return recognise_target(exchange);
  return recognise_query(exchange);
}

/// X-Amz-Target: AmazonSQS.SendMessage
std::optional<world::Refusal> Router::recognise_target(Exchange& exchange) const {
  const std::string_view target = exchange.headers.target;
  const std::size_t dot = std::min(target.rfind('.'), target.size());
  exchange.face = face_of_target(target.substr(0, dot));
  exchange.operation = target.substr(std::min(dot + 1, target.size()));
  if (exchange.face == nullptr) return no_such_service(target.substr(0, dot));
  if (auto refused = find_operation(exchange)) return refused;
  exchange.read = !exchange.face->has_shortcut();
  if (!exchange.read) return std::nullopt;
  return take(read_json(exchange.request.body), exchange.input);
}

/// /service/GraniteServiceVersion20100801/operation/PutMetricData
std::optional<world::Refusal> Router::recognise_rpc(Exchange& exchange) const {
  constexpr std::string_view before_service = "/service/";
  constexpr std::string_view before_operation = "/operation/";
  std::string_view path = path_of(exchange.request);
  const std::size_t at = path.find(before_operation);
  if (!path.starts_with(before_service) || at == std::string_view::npos ||
      at < before_service.size())
    return refusal("UnknownOperationException", "", 404);
  exchange.operation = path.substr(at + before_operation.size());
  path = path.substr(before_service.size(), at - before_service.size());
  exchange.face = face_of_target(path);
  if (exchange.face == nullptr) return no_such_service(path);
  if (auto refused = find_operation(exchange)) return refused;
  return take(read_cbor_input(exchange.request.body), exchange.input);
}

std::optional<world::Refusal> Router::recognise_query(Exchange& exchange) const {
  Parameters& parameters = exchange.parameters;
  const http::Request& request = exchange.request;
  const bool form = request.method == "POST" && !request.body.empty();
  if (auto refused =
          take(read_form(form ? std::string_view{request.body} : query_of(request)), parameters))
    return refused;
  const auto version = find_parameter(parameters, "Version").value_or("");
  exchange.operation = find_parameter(parameters, "Action").value_or("");
  exchange.face = face_of_query(exchange, version);
  if (exchange.operation.empty())
    return refusal("MissingAction",
                   "The request must contain the parameter Action, or name an operation in "
                   "X-Amz-Target");
  if (exchange.face == nullptr) {
    const std::string_view name = exchange.scope.service;
    return no_such_service(name.empty() ? fmt::format("with the version {}", version)
                                        : std::string{name});
  }
  if (auto refused = find_operation(exchange)) return refused;
  if (is_queue_path(path_of(request)) && !find_parameter(parameters, "QueueUrl"))
    parameters.emplace_back("QueueUrl",
                            fmt::format("http://{}{}", exchange.headers.host, path_of(request)));
  return take(read_query(exchange.description(), exchange.operation, parameters), exchange.input);
}

std::optional<world::Refusal> Router::find_operation(Exchange& exchange) const {
  exchange.entry = exchange.face->find(exchange.operation);
  if (exchange.entry != nullptr) return std::nullopt;
  std::string what = fmt::format("{}the operation {} of {}", not_modelled, exchange.operation,
                                 exchange.description().name);
  const bool query = exchange.language == Language::query;
  return refusal(query ? "InvalidAction" : "UnknownOperationException", std::move(what));
}

ServiceFace* Router::face_of_target(std::string_view prefix) const {
  if (prefix.empty()) return nullptr;
  for (const auto& face : faces_)
    if (face->description().target_prefix == prefix) return face.get();
  return nullptr;
}

/// By the signature's scope, or else by the path and the version.
ServiceFace* Router::face_of_query(const Exchange& exchange, std::string_view version) const {
  for (const auto& face : faces_) {
    const ServiceDescription& description = face->description();
    if (description.query_version.empty()) continue;
    if (exchange.scope.service.empty() ? description.query_version == version ||
                                             (version.empty() && description.name == "sqs" &&
                                              is_queue_path(path_of(exchange.request)))
                                       : description.signing_name == exchange.scope.service)
      return face.get();
  }
  return nullptr;
}

void Router::tell(const Exchange& exchange, const Output& output) const {
  const bool ours = !output && output.error().message.starts_with(not_modelled);
  if (!ours && !options_.log_calls) return;
  std::vector<LogField> fields{{"service", std::string{exchange.description().name}},
                               {"operation", one_line(exchange.operation)}};
  if (!output) {
    fields.push_back({"code", output.error().code});
    fields.push_back({"reason", one_line(output.error().message)});
  }
  if (ours)
    lent_.log.warning("something was asked for that Sluice does not model", std::move(fields));
  else
    lent_.log.write(Log::Level::debug, "a call was answered", std::move(fields));
}

}  // namespace sluice::local
