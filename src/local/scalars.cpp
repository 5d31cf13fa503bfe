#include "local/scalars.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "base/base64.hpp"
#include "base/calendar.hpp"

namespace sluice::local {
namespace {

/// As AWS's JSON services word it: "NUMBER_VALUE can not be converted to a String".
Failure<std::string> wrong(const Json& value, std::string_view wanted) {
  if (value.is_array()) return Failure<std::string>{"Start of list found where not expected"};
  if (value.is_object())
    return Failure<std::string>{"Start of structure or map found where not expected."};
  std::string_view what = "NULL_VALUE";
  if (value.is_string()) what = "STRING_VALUE";
  if (value.is_number()) what = "NUMBER_VALUE";
  if (value.is_boolean()) what = value.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE";
  if (value.is_binary()) what = "BLOB_VALUE";
  return Failure<std::string>{fmt::format("{} can not be converted to {}", what, wanted)};
}

template <class Number>
std::optional<Number> parsed(const Json& value) {
  const auto& text = value.get_ref<const std::string&>();
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The whole number that `value` is; nothing where it has a fraction or 64 bits
/// cannot hold it.
std::optional<std::int64_t> whole(double value) {
  constexpr double two_to_63 = 9223372036854775808.0;
  const bool fits = value >= -two_to_63 && value < two_to_63;
  if (!fits || value != std::floor(value)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<Instant> since_epoch(double seconds) {
  constexpr double furthest = 9.2e9;  // what 64 bits of nanoseconds hold
  constexpr double microseconds_a_second = 1e6;
  const bool fits = seconds > -furthest && seconds < furthest;
  if (!fits) return std::nullopt;
  return Instant{std::chrono::microseconds{std::llround(seconds * microseconds_a_second)}};
}

}  // namespace

Scalar<std::string> read_text(const Json& value, bool /*texts_convert*/) {
  if (value.is_string()) return value.get<std::string>();
  return wrong(value, "a String");
}

Scalar<std::int64_t> read_integer(const Json& value, bool texts_convert) {
  std::optional<std::int64_t> read;
  if (value.is_number_float())
    read = whole(value.get<double>());
  else if (value.is_number_unsigned() && !std::in_range<std::int64_t>(value.get<std::uint64_t>()))
    read = std::nullopt;
  else if (value.is_number())
    read = value.get<std::int64_t>();
  else if (texts_convert && value.is_string())
    read = parsed<std::int64_t>(value);
  if (read) return *read;
  return wrong(value, "an Integer");
}

Scalar<double> read_number(const Json& value, bool texts_convert) {
  if (value.is_number()) return value.get<double>();
  if (texts_convert && value.is_string())
    if (const auto number = parsed<double>(value)) return *number;
  // JSON has no other way to write these three.
  if (value == "NaN") return std::nan("");
  if (value == "Infinity") return std::numeric_limits<double>::infinity();
  if (value == "-Infinity") return -std::numeric_limits<double>::infinity();
  return wrong(value, "a Double");
}

Scalar<bool> read_flag(const Json& value, bool texts_convert) {
  if (value.is_boolean()) return value.get<bool>();
  if (texts_convert && (value == "true" || value == "True")) return true;
  if (texts_convert && (value == "false" || value == "False")) return false;
  return wrong(value, "a Boolean");
}

Scalar<Instant> read_instant(const Json& value, bool texts_convert) {
  std::optional<Instant> at;
  if (value.is_number()) at = since_epoch(value.get<double>());
  if (value.is_string()) {
    at = parse_iso8601(value.get_ref<const std::string&>());
    const auto seconds = at || !texts_convert ? std::nullopt : parsed<double>(value);
    if (seconds) at = since_epoch(*seconds);
  }
  if (at) return *at;
  return wrong(value, "a Timestamp");
}

Scalar<std::string> read_blob(const Json& value, bool /*texts_convert*/) {
  if (value.is_binary()) return std::string{value.get_binary().begin(), value.get_binary().end()};
  if (!value.is_string()) return wrong(value, "a Blob");
  auto bytes = parse_base64(value.get_ref<const std::string&>());
  if (bytes) return std::move(*bytes);
  return Failure<std::string>{"Invalid base64 text where a Blob was expected"};
}

std::string expected_list() {
  return "Expected list or null";
}
std::string expected_structure() {
  return "Expected structure or map or null";
}

}  // namespace sluice::local
