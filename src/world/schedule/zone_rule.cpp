#include "world/schedule/zone_rule.hpp"

#include <charconv>

namespace sluice::world {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;

/// Takes what it reads off the front; `ok` stays false from the first thing that
/// does not fit.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_{text} {}

  bool accept(char one) {
    if (!rest_.starts_with(one)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char one) { ok = accept(one) && ok; }

  int number(int most) {
    int value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    ok = ok && error == std::errc{} && value >= 0 && value <= most;
    if (!ok) return 0;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  /// "AEST" or "<+11>": it has no meaning here.
  void name() {
    const bool quoted = accept('<');
    const std::size_t length = quoted ? rest_.find('>') : rest_.find_first_of("+-,0123456789<");
    const std::string_view taken = rest_.substr(0, length);
    ok = ok && !taken.empty() && (!quoted || length != std::string_view::npos);
    rest_.remove_prefix(taken.size());
    if (quoted) expect('>');
  }

  /// "-10", "+5:30", "2".
  seconds time() {
    constexpr int most_hours = 167;  // RFC 8536, section 3.3.1
    const bool negative = accept('-');
    if (!negative) accept('+');
    seconds value = hours{number(most_hours)};
    if (accept(':')) value += minutes{number(59)};
    if (accept(':')) value += seconds{number(59)};
    return negative ? -value : value;
  }

  YearDay year_day() {
    YearDay day{.form = YearDay::Form::zero_based, .day = 0};
    if (accept('M')) {
      day.form = YearDay::Form::month_weekday;
      day.month = number(12);
      expect('.');
      day.week = number(5);
      expect('.');
      day.day = number(6);
      ok = ok && day.month >= 1 && day.week >= 1;
    } else {
      if (accept('J')) day.form = YearDay::Form::julian;
      day.day = number(365);
      ok = ok && (day.form == YearDay::Form::zero_based || day.day >= 1);
    }
    if (accept('/')) day.time = time();
    return day;
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool has_offset() const { return !rest_.empty() && rest_.front() != ','; }

  bool ok = true;

 private:
  std::string_view rest_;
};

sys_days date_of(const YearDay& day, year in) {
  switch (day.form) {
    case YearDay::Form::julian: {
      constexpr int february_28 = 59;
      const bool leap_day_before = in.is_leap() && day.day > february_28;
      return sys_days{in / 1 / 1} + days{day.day - 1 + (leap_day_before ? 1 : 0)};
    }
    case YearDay::Form::zero_based:
      return sys_days{in / 1 / 1} + days{day.day};
    case YearDay::Form::month_weekday:
      break;
  }
  const std::chrono::weekday weekday{static_cast<unsigned>(day.day)};
  const auto month = in / std::chrono::month{static_cast<unsigned>(day.month)};
  constexpr int last_week = 5;
  if (day.week == last_week) return sys_days{month / weekday[std::chrono::last]};
  return sys_days{month / weekday[static_cast<unsigned>(day.week)]};
}

/// When that day's moment is, the clocks then being `offset` ahead of UTC.
std::int64_t moment(const YearDay& day, year in, seconds offset) {
  return (date_of(day, in).time_since_epoch() + day.time - offset).count();
}

}  // namespace

seconds ZoneRule::offset(std::int64_t at) const {
  if (!summer) return standard;
  const auto local_day = std::chrono::floor<days>(seconds{at} + standard);
  const year in = std::chrono::year_month_day{sys_days{local_day}}.year();
  const std::int64_t begins = moment(summer->begins, in, standard);
  const std::int64_t ends = moment(summer->ends, in, summer->offset);
  const bool is_summer = begins < ends ? (at >= begins && at < ends) : (at >= begins || at < ends);
  return is_summer ? summer->offset : standard;
}

std::optional<ZoneRule> parse_zone_rule(std::string_view text) {
  Scanner scan{text};
  scan.name();
  ZoneRule rule{.standard = -scan.time()};
  if (!scan.at_end()) {
    scan.name();
    seconds offset = rule.standard + hours{1};
    if (scan.has_offset()) offset = -scan.time();
    scan.expect(',');
    const YearDay begins = scan.year_day();
    scan.expect(',');
    const YearDay ends = scan.year_day();
    rule.summer = ZoneRule::Summer{.offset = offset, .begins = begins, .ends = ends};
  }
  return scan.ok && scan.at_end() ? std::optional{rule} : std::nullopt;
}

}  // namespace sluice::world
