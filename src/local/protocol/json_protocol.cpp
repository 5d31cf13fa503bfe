#include "local/protocol/json_protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sluice::local {
namespace {

bool deeper_than(const Json& value, int depth) {
  if (!value.is_structured()) return false;
  if (depth == 0) return true;
  return std::ranges::any_of(value, [&](const Json& one) { return deeper_than(one, depth - 1); });
}

/// What is written out must be UTF-8; the world's texts are, as all readers see to that.
std::string written(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

world::Answer<Json> read_json(std::string_view body) {
  if (body.empty()) return Json::object();
  Json document = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded())
    return world::refuse("SerializationException", "The body of the request is no JSON");
  if (!document.is_object())
    return world::refuse("SerializationException", "Expected structure or map or null");
  if (deeper_than(document, deepest_document))
    return world::refuse("SerializationException", "The body of the request is nested too deeply");
  return document;
}

std::string error_type(const ServiceDescription& service, const world::Refusal& refusal) {
  const std::string& code = refusal.code;
  if (service.error_prefix.empty() || code.find('#') != std::string::npos) return code;
  const bool of_framework = code == "SerializationException" || code == "UnknownOperationException";
  return fmt::format("{}{}", of_framework ? "com.amazon.coral.service#" : service.error_prefix,
                     code);
}

void add_query_error(http::Headers& headers, const Answering& to, const world::Refusal& refusal) {
  const QueryCode when = to.service.query_code;
  if (when == QueryCode::never || (when == QueryCode::when_asked && !to.query_mode)) return;
  const std::string& code = refusal.query_code.empty() ? refusal.code : refusal.query_code;
  const bool ours = refusal.status >= 500;
  headers.add("x-amzn-query-error", fmt::format("{};{}", code, ours ? "Receiver" : "Sender"));
}

http::Response json_answer(const Answering& to, std::string body, std::string_view content_type) {
  http::Response response;
  response.headers.add("Content-Type", std::string{content_type});
  response.headers.add("x-amzn-RequestId", std::string{to.request_id});
  response.body = std::move(body);
  return response;
}

http::Response json_answer(const Answering& to, const Output& output,
                           std::string_view content_type) {
  if (output) return json_answer(to, output->is_null() ? "" : written(*output), content_type);
  http::Response response = json_answer(to, std::string{}, content_type);
  const world::Refusal& refusal = output.error();
  response.status = refusal.status;
  add_query_error(response.headers, to, refusal);
  Json error = Json::object();
  error["__type"] = error_type(to.service, refusal);
  if (!refusal.message.empty()) error[std::string{to.service.message_key}] = refusal.message;
  response.body = written(error);
  return response;
}

http::Response rest_error(const world::Refusal& refusal) {
  Json error = Json::object();
  error["Type"] = refusal.status >= 500 ? "Service" : "User";
  error["message"] = refusal.message;
  return {.status = refusal.status,
          .headers = {{"Content-Type", "application/json"}, {"x-amzn-ErrorType", refusal.code}},
          .body = written(error)};
}

}  // namespace sluice::local
