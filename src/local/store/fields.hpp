#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

// What the tables of fields (NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE) need beyond what
// nlohmann-json knows. Documents are CBOR, whose texts may be any bytes.
namespace nlohmann {

/// {"1": …}: the alternative by its place.
template <class... Values>
struct adl_serializer<std::variant<Values...>> {
  static void to_json(json& to, const std::variant<Values...>& value) {
    to = json::object();
    std::visit([&](const auto& one) { to[std::to_string(value.index())] = one; }, value);
  }
  static void from_json(const json& from, std::variant<Values...>& value) {
    read(from, value, std::index_sequence_for<Values...>{});
  }

 private:
  template <std::size_t... places>
  static void read(const json& from, std::variant<Values...>& value,
                   std::index_sequence<places...> /*all*/) {
    (read_one<places>(from, value), ...);
  }
  template <std::size_t place>
  static void read_one(const json& from, std::variant<Values...>& value) {
    const auto found = from.find(std::to_string(place));
    if (found == from.end()) return;
    found->get_to(value.template emplace<place>());
  }
};

/// Null where there is none.
template <class Value>
struct adl_serializer<std::optional<Value>> {
  static void to_json(json& to, const std::optional<Value>& value) {
    if (value)
      to = *value;
    else
      to = nullptr;
  }
  static void from_json(const json& from, std::optional<Value>& value) {
    if (from.is_null())
      value.reset();
    else
      value = from.get<Value>();
  }
};

/// Its number of ticks.
template <class Number, class Period>
struct adl_serializer<std::chrono::duration<Number, Period>> {
  static void to_json(json& to, const std::chrono::duration<Number, Period>& value) {
    to = value.count();
  }
  static void from_json(const json& from, std::chrono::duration<Number, Period>& value) {
    value = std::chrono::duration<Number, Period>{from.get<Number>()};
  }
};

/// Nanoseconds since the epoch.
template <>
struct adl_serializer<sluice::Instant> {
  static void to_json(json& to, const sluice::Instant& value) {
    to = value.time_since_epoch().count();
  }
  static void from_json(const json& from, sluice::Instant& value) {
    value = sluice::Instant{sluice::Duration{from.get<std::int64_t>()}};
  }
};

}  // namespace nlohmann

namespace sluice::local {

/// A value with a table of fields, as the bytes of a document.
template <class Value>
std::string packed_document(const Value& value) {
  std::string bytes;
  const nlohmann::json document = value;
  nlohmann::json::to_cbor(document, bytes);
  return bytes;
}

/// The value back; the error says what is wrong with the bytes.
template <class Value>
Result<Value, std::string> unpack_document(std::string_view bytes) {
  try {
    return nlohmann::json::from_cbor(bytes).get<Value>();
  } catch (const nlohmann::json::exception& wrong) {
    return Failure<std::string>{wrong.what()};
  }
}

}  // namespace sluice::local
