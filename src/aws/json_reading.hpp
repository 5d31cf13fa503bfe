#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace sluice::aws {

/// The JSON object that `body` holds. The error says why there is none.
[[nodiscard]] Result<nlohmann::json, std::string> read_object(std::string_view body);

/// The same without the members named `skipped`, wherever they stand: what is
/// never looked at need not be built (a service's hundred events, say).
[[nodiscard]] Result<nlohmann::json, std::string> read_object_without(std::string_view body,
                                                                      std::string_view skipped);

/// The text at `name`; empty where there is none.
[[nodiscard]] std::string text_or_empty(const nlohmann::json& object, std::string_view name);

/// The whole number at `name`; nothing where there is none, or one that 64 bits
/// cannot hold.
[[nodiscard]] std::optional<std::int64_t> whole_number(const nlohmann::json& object,
                                                       std::string_view name);

/// A timestamp of AWS's JSON protocols (seconds since the epoch, with a
/// fraction), to the millisecond; nothing where it is none.
[[nodiscard]] std::optional<Instant> as_instant(const nlohmann::json& timestamp);
/// The timestamp at `name`.
[[nodiscard]] std::optional<Instant> instant_at(const nlohmann::json& object,
                                                std::string_view name);

/// The array at `name`; an empty one where there is none.
[[nodiscard]] const nlohmann::json& array_or_empty(const nlohmann::json& object,
                                                   std::string_view name);

/// Reads each element of the array at `name` by `decode`; none where there is no
/// array. The error names what is wrong.
template <class Element>
Result<std::vector<Element>, std::string> decode_all(
    const nlohmann::json& object, std::string_view name,
    Result<Element, std::string> (*decode)(const nlohmann::json& element)) {
  std::vector<Element> out;
  for (const nlohmann::json& element : array_or_empty(object, name)) {
    if (!element.is_object())
      return Failure<std::string>{fmt::format("an element of {} is no object", name)};
    auto decoded = decode(element);
    if (!decoded) return Failure<std::string>{decoded.error()};
    out.push_back(std::move(*decoded));
  }
  return out;
}

}  // namespace sluice::aws
