#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice {

/// `bytes` in base64 with padding, on one line (RFC 4648, section 4).
[[nodiscard]] std::string base64(std::string_view bytes);

/// The bytes that `text` stands for; nothing where it is no base64 (foreign
/// characters, or padding that is missing or too much).
[[nodiscard]] std::optional<std::string> parse_base64(std::string_view text);

}  // namespace sluice
