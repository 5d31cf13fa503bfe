#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/service.hpp"
#include "local/operation.hpp"
#include "local/protocol/answering.hpp"

namespace sluice::local {

/// Reads "A=1&B=x%20y" (application/x-www-form-urlencoded), as it stands in a
/// body or behind the ? of a target. The refusal is AWS's MalformedQueryString.
[[nodiscard]] world::Answer<Parameters> read_form(std::string_view form);

/// The value of the first parameter of that name; nothing where there is none.
[[nodiscard]] std::optional<std::string_view> find_parameter(const Parameters& parameters,
                                                             std::string_view name);

/// The input document that `parameters` stand for: "X.member.1.Y" is a list of
/// structures, "X.entry.1.key" and "X.entry.1.value" a map, "X.1" a flattened
/// list. What Query itself needs (Action, Version, the old signatures'
/// parameters) is left out. All scalars are texts.
/// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
[[nodiscard]] world::Answer<Json> input_from_parameters(const Parameters& parameters);

/// The same, in the service's own dialect where it has one.
[[nodiscard]] world::Answer<Json> read_query(const ServiceDescription& service,
                                             std::string_view operation,
                                             const Parameters& parameters);

/// The answer in XML; errors name AWS's MalformedInput for what JSON calls a
/// SerializationException.
[[nodiscard]] http::Response query_answer(const Answering& to, const Output& output);

}  // namespace sluice::local
