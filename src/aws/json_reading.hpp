#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

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

/// The array at `name`; an empty one where there is none.
[[nodiscard]] const nlohmann::json& array_or_empty(const nlohmann::json& object,
                                                   std::string_view name);

}  // namespace sluice::aws
