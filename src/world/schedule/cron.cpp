#include "world/schedule/cron.hpp"

#include <algorithm>

namespace sluice::world {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::year_month;
using std::chrono::year_month_day;

template <std::size_t size>
std::optional<std::size_t> next_bit(const std::bitset<size>& bits, std::size_t from) {
  for (std::size_t i = from; i < size; ++i)
    if (bits[i]) return i;
  return std::nullopt;
}

/// 1 is Sunday.
std::size_t weekday_of(year_month month, unsigned day) {
  const std::chrono::weekday weekday{local_days{month / std::chrono::day{day}}};
  return weekday.c_encoding() + 1U;
}

unsigned last_day_of(year_month month) {
  return static_cast<unsigned>((month / std::chrono::last).day());
}

/// The weekday nearest to `day` that is in the same month.
unsigned nearest_weekday(year_month month, unsigned day) {
  constexpr std::size_t sunday = 1;
  constexpr std::size_t saturday = 7;
  const std::size_t weekday = weekday_of(month, day);
  if (weekday == saturday) return day == 1 ? day + 2 : day - 1;
  if (weekday == sunday) return day == last_day_of(month) ? day - 2 : day + 1;
  return day;
}

bool names_weekday(const CronSchedule& cron, year_month month, unsigned day) {
  const std::size_t weekday = weekday_of(month, day);
  if (cron.weekdays[weekday]) return true;
  if (cron.last_weekdays[weekday] && day + 7 > last_day_of(month)) return true;
  return std::ranges::any_of(cron.nth_weekdays, [&](const NthWeekday& one) {
    return one.weekday == weekday && one.nth == ((day - 1) / 7) + 1;
  });
}

std::bitset<32> days_by_month(const CronSchedule& cron, year_month month) {
  const unsigned last = last_day_of(month);
  std::bitset<32> named = cron.days;
  for (unsigned day = last + 1; day < named.size(); ++day) named[day] = false;
  for (unsigned day = 1; day < cron.weekdays_nearest.size(); ++day)
    if (cron.weekdays_nearest[day]) named[nearest_weekday(month, std::min(day, last))] = true;
  if (cron.before_last && *cron.before_last < last) named[last - *cron.before_last] = true;
  if (cron.last_weekday) named[nearest_weekday(month, last)] = true;
  return named;
}

std::bitset<32> days_named(const CronSchedule& cron, year_month month) {
  if (!cron.by_week) return days_by_month(cron, month);
  std::bitset<32> named;
  for (unsigned day = 1; day <= last_day_of(month); ++day)
    named[day] = names_weekday(cron, month, day);
  return named;
}

/// The first time of day at or after `earliest` that the expression names.
std::optional<seconds> time_of_day(const CronSchedule& cron, seconds earliest) {
  const std::chrono::hh_mm_ss parts{earliest};
  auto hour = static_cast<std::size_t>(parts.hours().count());
  auto minute = static_cast<std::size_t>(parts.minutes().count());
  auto second = static_cast<std::size_t>(parts.seconds().count());
  while (const auto named_hour = next_bit(cron.hours, hour)) {
    if (*named_hour != hour) minute = second = 0;
    hour = *named_hour;
    while (const auto named_minute = next_bit(cron.minutes, minute)) {
      if (*named_minute != minute) second = 0;
      minute = *named_minute;
      if (const auto named_second = next_bit(cron.seconds, second))
        return hours{hour} + minutes{minute} + seconds{*named_second};
      ++minute;
      second = 0;
    }
    ++hour;
    minute = second = 0;
  }
  return std::nullopt;
}

std::optional<local_seconds> next_in_month(const CronSchedule& cron, year_month month,
                                           local_seconds from) {
  const auto year = static_cast<std::size_t>(static_cast<int>(month.year()) - first_cron_year);
  if (!cron.years[year] || !cron.months[static_cast<unsigned>(month.month())]) return std::nullopt;
  const std::bitset<32> named = days_named(cron, month);
  for (unsigned day = 1; day < named.size(); ++day) {
    if (!named[day]) continue;
    const local_days midnight{month / std::chrono::day{day}};
    const seconds earliest = std::max(seconds{0}, from - midnight);
    if (earliest >= days{1}) continue;
    if (const auto time = time_of_day(cron, earliest)) return midnight + *time;
  }
  return std::nullopt;
}

}  // namespace

std::optional<local_seconds> next_after(const CronSchedule& cron, local_seconds after) {
  const local_days first{std::chrono::year{first_cron_year} / 1 / 1};
  const std::chrono::year end{first_cron_year + static_cast<int>(cron_years)};
  const local_seconds from = std::max(local_seconds{first}, after + seconds{1});
  const year_month_day date{floor<days>(from)};
  for (year_month month{date.year(), date.month()}; month.year() < end;
       month += std::chrono::months{1})
    if (const auto found = next_in_month(cron, month, from)) return found;
  return std::nullopt;
}

}  // namespace sluice::world
