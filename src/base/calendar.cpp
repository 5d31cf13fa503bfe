#include "base/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace sluice {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hh_mm_ss;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::year_month_day;

struct Parts {
  int year;
  unsigned month;
  unsigned day;
  hh_mm_ss<Duration> time;
};

Parts parts_of(Instant at) {
  const std::chrono::sys_time<Duration> utc{at.time_since_epoch()};
  const auto midnight = floor<days>(utc);
  const year_month_day date{midnight};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()), hh_mm_ss<Duration>{utc - midnight}};
}

/// Takes what it reads off the front of a text; `ok` stays false from the first
/// thing that does not fit.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_{text} {}

  /// A number of exactly `digits` digits.
  int number(std::size_t digits) {
    int value = 0;
    const std::string_view field = rest_.substr(0, digits);
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    const bool all = error == std::errc{} && end == field.data() + digits && field.front() != '-';
    return take(digits, all) ? value : 0;
  }
  void literal(std::string_view text) { take(text.size(), rest_.starts_with(text)); }
  bool accept(char one) { return ok && rest_.starts_with(one) && take(1, true); }
  std::string_view word(std::size_t length) {
    const std::string_view text = rest_.substr(0, length);
    return take(length, text.size() == length) ? text : std::string_view{};
  }
  /// Digits after a decimal point, as nanoseconds.
  Duration fraction() {
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    int value = digits <= 9 ? number(digits) : number(9);
    for (std::size_t i = digits; i < 9; ++i) value *= 10;
    if (digits > 9) take(digits - 9, true);
    return Duration{value};
  }
  [[nodiscard]] bool at_end() const { return ok && rest_.empty(); }

  bool ok = true;

 private:
  bool take(std::size_t length, bool fits) {
    ok = ok && fits && length <= rest_.size() && length > 0;
    if (ok) rest_.remove_prefix(length);
    return ok;
  }
  std::string_view rest_;
};

std::optional<Instant> instant(int year, unsigned month, unsigned day, Duration time_of_day) {
  const year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                            std::chrono::day{day}};
  const bool in_range = year >= 1678 && year <= 2261;  // what 64 bits of nanoseconds hold
  if (!date.ok() || !in_range || time_of_day < Duration{0} || time_of_day > hours{24})
    return std::nullopt;
  return Instant{std::chrono::sys_days{date}.time_since_epoch()} + time_of_day;
}

Duration clock_time(Scanner& scan) {
  const int hour = scan.number(2);
  scan.literal(":");
  const int minute = scan.number(2);
  scan.literal(":");
  const int second = scan.number(2);
  scan.ok = scan.ok && hour < 24 && minute < 60 && second <= 60;
  return hours{hour} + minutes{minute} + seconds{second};
}

Duration offset_from_utc(Scanner& scan) {
  if (scan.accept('Z')) return {};
  const bool east = scan.accept('+');
  if (!east) scan.literal("-");
  const int hour = scan.number(2);
  scan.literal(":");
  const int minute = scan.number(2);
  scan.ok = scan.ok && hour < 24 && minute < 60;
  const Duration offset = hours{hour} + minutes{minute};
  return east ? offset : -offset;
}

}  // namespace

std::string iso8601(Instant at) {
  const Parts p = parts_of(at);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", p.year, p.month, p.day,
                     p.time.hours().count(), p.time.minutes().count(), p.time.seconds().count());
}

std::string iso8601_milliseconds(Instant at) {
  std::string text = iso8601(at);
  const auto fraction = floor<milliseconds>(parts_of(at).time.subseconds()).count();
  text.insert(text.size() - 1, fmt::format(".{:03}", fraction));
  return text;
}

std::string iso8601_basic(Instant at) {
  std::string text = iso8601(at);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::optional<Instant> parse_iso8601(std::string_view text) {
  Scanner scan{text};
  const int year = scan.number(4);
  scan.literal("-");
  const auto month = static_cast<unsigned>(scan.number(2));
  scan.literal("-");
  const auto day = static_cast<unsigned>(scan.number(2));
  scan.literal("T");
  Duration time = clock_time(scan);
  if (scan.accept('.')) time += scan.fraction();
  const Duration offset = offset_from_utc(scan);
  if (!scan.at_end()) return std::nullopt;
  const auto local = instant(year, month, day, time);
  return local ? std::optional{*local - offset} : std::nullopt;
}

std::optional<Instant> parse_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> months{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  Scanner scan{text};
  scan.word(3);
  scan.literal(", ");
  const auto day = static_cast<unsigned>(scan.number(2));
  scan.literal(" ");
  const auto* const month = std::ranges::find(months, scan.word(3));
  scan.literal(" ");
  const int year = scan.number(4);
  scan.literal(" ");
  const Duration time = clock_time(scan);
  scan.literal(" GMT");
  if (!scan.at_end() || month == months.end()) return std::nullopt;
  return instant(year, static_cast<unsigned>(month - months.begin()) + 1, day, time);
}

}  // namespace sluice
