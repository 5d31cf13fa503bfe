#pragma once

#include <string>
#include <string_view>

#include "http/service.hpp"
#include "local/operation.hpp"
#include "local/protocol/answering.hpp"

namespace sluice::local {

/// The input document of a request in AWS's JSON protocol, 1.0 or 1.1; an empty
/// body is an empty document. The refusal is AWS's SerializationException.
/// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
[[nodiscard]] world::Answer<Json> read_json(std::string_view body);

/// The answer, in the `content_type` of the request.
[[nodiscard]] http::Response json_answer(const Answering& to, const Output& output,
                                         std::string_view content_type);

/// The answer whose body is written already; empty where the operation has no output.
[[nodiscard]] http::Response json_answer(const Answering& to, std::string body,
                                         std::string_view content_type);

/// An error of a REST service (Lambda): its code is in x-amzn-ErrorType.
[[nodiscard]] http::Response rest_error(const world::Refusal& refusal);

/// What __type says of `refusal`: with the service's prefix, or, for the two
/// errors that no service models, that of AWS's framework.
[[nodiscard]] std::string error_type(const ServiceDescription& service,
                                     const world::Refusal& refusal);

/// Puts the code that Query clients know into the headers, where the service does.
void add_query_error(http::Headers& headers, const Answering& to, const world::Refusal& refusal);

/// How deep a document may be nested: AWS's own are never deeper than 20.
inline constexpr int deepest_document = 64;

}  // namespace sluice::local
