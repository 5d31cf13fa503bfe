#include "local/protocol/cbor_protocol.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "local/protocol/cbor.hpp"
#include "local/protocol/json_protocol.hpp"

namespace sluice::local {

world::Answer<Json> read_cbor_input(std::string_view body) {
  if (body.empty()) return Json::object();
  auto document = read_cbor(body);
  if (!document)
    return world::refuse("SerializationException",
                         fmt::format("The body of the request is no CBOR: {}", document.error()));
  if (!document->is_object())
    return world::refuse("SerializationException", "Expected structure or map or null");
  return std::move(*document);
}

http::Response cbor_answer(const Answering& to, const Output& output) {
  http::Response response{.headers = {{"Content-Type", "application/cbor"},
                                      {"smithy-protocol", "rpc-v2-cbor"},
                                      {"x-amzn-RequestId", std::string{to.request_id}}}};
  const auto time = [&](std::string_view member) { return is_time(to.service, member); };
  if (output) {
    response.body = write_cbor(output->is_null() ? Json::object() : *output, time);
    return response;
  }
  const world::Refusal& refusal = output.error();
  response.status = refusal.status;
  add_query_error(response.headers, to, refusal);
  Json error = Json::object();
  error["__type"] = error_type(to.service, refusal);
  error["message"] = refusal.message;
  response.body = write_cbor(error, time);
  return response;
}

}  // namespace sluice::local
