#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sluice::local {

/// The JSON document that `bytes` in CBOR (RFC 8949) stand for: tags give way
/// to what they mark, byte strings become base64, undefined becomes null.
/// Strict: texts are UTF-8, keys of maps are texts, nothing follows. The error
/// is one line.
[[nodiscard]] Result<nlohmann::json, std::string> read_cbor(std::string_view bytes);

/// `document` in CBOR. A number in a member for which `is_time` holds, or in a
/// list there, is tagged as seconds since the epoch.
[[nodiscard]] std::string write_cbor(const nlohmann::json& document,
                                     const std::function<bool(std::string_view)>& is_time);

}  // namespace sluice::local
