#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace sluice {

/// Reads "500ms", "60s", "15m" or "2h": a whole number and its unit. The error
/// is one line that quotes the text.
[[nodiscard]] Result<Duration, std::string> parse_duration(std::string_view text);

}  // namespace sluice
