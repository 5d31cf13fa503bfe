#include "local/recognition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "local/protocol/cbor_protocol.hpp"
#include "local/protocol/gzip.hpp"
#include "local/protocol/json_protocol.hpp"

namespace sluice::local {
namespace {

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
    auto body = headers.content_encoding == "gzip" ? unpack_gzip(request.body, Faces::largest_body)
                                                   : std::nullopt;
    if (!body)
      return refusal("SerializationException",
                     "The body of the request cannot be unpacked with gzip, or is too large");
    request.body = std::move(*body);
  }
  if (request.body.size() > Faces::largest_body)
    return refusal(
        "RequestEntityTooLargeException",
        fmt::format("The body of the request is larger than {} bytes", Faces::largest_body), 413);
  return std::nullopt;
}

/// Takes what `read` gives into `to`.
template <class Value>
std::optional<world::Refusal> take(world::Answer<Value> read, Value& to) {
  if (!read) return std::move(read.error());
  to = std::move(*read);
  return std::nullopt;
}

std::optional<world::Refusal> find_operation(Exchange& exchange) {
  exchange.entry = exchange.face->find(exchange.operation);
  if (exchange.entry != nullptr) return std::nullopt;
  std::string what = fmt::format("{}the operation {} of {}", not_modelled, exchange.operation,
                                 exchange.description().name);
  const bool query = exchange.language == Language::query;
  return refusal(query ? "InvalidAction" : "UnknownOperationException", std::move(what));
}

}  // namespace

std::optional<world::Refusal> Faces::recognise(Exchange& exchange) const {
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
std::optional<world::Refusal> Faces::recognise_target(Exchange& exchange) const {
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
std::optional<world::Refusal> Faces::recognise_rpc(Exchange& exchange) const {
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

std::optional<world::Refusal> Faces::recognise_query(Exchange& exchange) const {
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

ServiceFace* Faces::face_of_target(std::string_view prefix) const {
  if (prefix.empty()) return nullptr;
  for (const auto& face : faces_)
    if (face->description().target_prefix == prefix) return face.get();
  return nullptr;
}

/// By the signature's scope, or else by the path and the version.
ServiceFace* Faces::face_of_query(const Exchange& exchange, std::string_view version) const {
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

}  // namespace sluice::local
