#pragma once

#include <string_view>

#include "http/service.hpp"
#include "local/operation.hpp"
#include "local/protocol/answering.hpp"

namespace sluice::local {

/// The input document of a request in Smithy's RPC v2 CBOR; an empty body is an
/// empty document. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
[[nodiscard]] world::Answer<Json> read_cbor_input(std::string_view body);

/// The answer; an operation without output answers an empty document.
[[nodiscard]] http::Response cbor_answer(const Answering& to, const Output& output);

}  // namespace sluice::local
