#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace sluice {

/// "2024-04-12T01:02:03Z": whole seconds, rounded down.
[[nodiscard]] std::string iso8601(Instant at);

/// "2024-04-12T01:02:03.004Z": whole milliseconds, rounded down.
[[nodiscard]] std::string iso8601_milliseconds(Instant at);

/// "20240412T010203Z", the form that Signature Version 4 uses; its first eight
/// characters are the date.
[[nodiscard]] std::string iso8601_basic(Instant at);

/// Reads "2024-04-12T01:02:03Z", with a fraction of up to nine digits or an
/// offset such as "+10:00" where given. Nothing where the text is anything
/// else, or no date (the 31st of June).
[[nodiscard]] std::optional<Instant> parse_iso8601(std::string_view text);

/// Reads the Date header of HTTP: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110,
/// section 5.6.7; of its three forms only the one that may be sent).
[[nodiscard]] std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace sluice
