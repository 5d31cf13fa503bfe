#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sluice::world {

/// The years that a cron expression can name: 1970 to 2199.
inline constexpr int first_cron_year = 1970;
inline constexpr std::size_t cron_years = 230;

/// "6#3": the third Friday of a month.
struct NthWeekday {
  std::size_t weekday;  ///< 1 is Sunday
  unsigned nth;         ///< 1 to 5
  friend bool operator==(const NthWeekday&, const NthWeekday&) = default;
};

/// The times that a cron expression names, on the wall clock of some time zone.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
struct CronSchedule {
  std::bitset<60> seconds = 1;
  std::bitset<60> minutes = {};
  std::bitset<24> hours = {};
  std::bitset<13> months = {};         ///< 1 is January
  std::bitset<cron_years> years = {};  ///< counted from 1970

  /// Whether the days of the week count and the day of the month is `?`, or the
  /// other way round.
  bool by_week = false;
  std::bitset<32> days = {};                 ///< of the month, from 1
  std::bitset<32> weekdays_nearest = {};     ///< "15W": the weekday nearest to the 15th
  std::optional<unsigned> before_last = {};  ///< "L" is 0, "L-3" is 3
  bool last_weekday = false;                 ///< "LW"
  std::bitset<8> weekdays = {};              ///< 1 is Sunday
  std::bitset<8> last_weekdays = {};         ///< "6L": the last Friday
  std::vector<NthWeekday> nth_weekdays = {};

  friend bool operator==(const CronSchedule&, const CronSchedule&) = default;
};

/// Whose cron expressions are read.
enum class CronDialect {
  minutes_first,      ///< EventBridge: minutes, hours, day of month, month, day of week, year
  seconds_tolerated,  ///< Application Auto Scaling: seconds may come first
};

/// Reads what stands between "cron(" and ")". The error is what AWS's parser
/// says of it.
[[nodiscard]] Result<CronSchedule, std::string> parse_cron(std::string_view fields,
                                                           CronDialect dialect);

/// The first time after `after` that the expression names; nothing after 2199.
[[nodiscard]] std::optional<std::chrono::local_seconds> next_after(
    const CronSchedule& cron, std::chrono::local_seconds after);

}  // namespace sluice::world
