#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::world {

/// A day of each year, as a POSIX TZ string names it.
struct YearDay {
  enum class Form {
    julian,        ///< "J60": 1 to 365, the 29th of February never counts
    zero_based,    ///< "59": 0 to 365
    month_weekday  ///< "M3.2.0": Sunday of the second week of March; week 5 is the last
  };
  Form form;
  int day;        ///< or the weekday, 0 is Sunday
  int month = 0;  ///< of month_weekday
  int week = 0;
  std::chrono::seconds time = std::chrono::hours{2};  ///< of the local clock that is left
};

/// The rule for the years after the table of a TZif file: its footer.
struct ZoneRule {
  std::chrono::seconds standard;  ///< to add to UTC
  /// Where the clocks change twice a year.
  struct Summer {
    std::chrono::seconds offset;  ///< to add to UTC
    YearDay begins;
    YearDay ends;
  };
  std::optional<Summer> summer = {};

  /// What to add to UTC at that second since the epoch.
  [[nodiscard]] std::chrono::seconds offset(std::int64_t at) const;
};

/// Reads "AEST-10AEDT,M10.1.0,M4.1.0/3" (POSIX.1-2017, section 8.3, with the
/// wider hours of RFC 8536, section 3.3.1). Nothing where it is anything else.
[[nodiscard]] std::optional<ZoneRule> parse_zone_rule(std::string_view text);

}  // namespace sluice::world
