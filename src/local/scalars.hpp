#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace sluice::local {

using Json = nlohmann::json;

/// A value, or AWS's text for one of the wrong type.
template <class Value>
using Scalar = Result<Value, std::string>;

/// What stands in a request as one value. Where `texts_convert`, a text that
/// reads as the wanted type counts as it (the Query protocol has only texts).
[[nodiscard]] Scalar<std::string> read_text(const Json& value, bool texts_convert);
[[nodiscard]] Scalar<std::int64_t> read_integer(const Json& value, bool texts_convert);
[[nodiscard]] Scalar<double> read_number(const Json& value, bool texts_convert);
[[nodiscard]] Scalar<bool> read_flag(const Json& value, bool texts_convert);
/// Epoch seconds, to the microsecond, or ISO 8601.
[[nodiscard]] Scalar<Instant> read_instant(const Json& value, bool texts_convert);
/// Bytes, from base64 or from CBOR's own.
[[nodiscard]] Scalar<std::string> read_blob(const Json& value, bool texts_convert);

/// AWS's texts where a list, or a structure or map, should stand.
[[nodiscard]] std::string expected_list();
[[nodiscard]] std::string expected_structure();

}  // namespace sluice::local
