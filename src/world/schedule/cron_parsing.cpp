#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "world/schedule/cron.hpp"

namespace sluice::world {
namespace {

using Names = std::span<const std::string_view>;
using Problem = std::optional<std::string>;  // what is wrong; nothing where all is well

constexpr std::array<std::string_view, 12> month_names{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                       "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> weekday_names{"SUN", "MON", "TUE", "WED",
                                                        "THU", "FRI", "SAT"};
constexpr std::size_t saturday = 7;

/// What one field may hold, and how its errors call it.
struct Field {
  std::string_view name;
  std::string_view out_of_range;
  std::size_t least;
  std::size_t most;
  Names names = {};
};

constexpr std::string_view minutes_range = "Minute and Second values must be between 0 and 59";
constexpr Field second_field{"Second", minutes_range, 0, 59};
constexpr Field minute_field{"Minute", minutes_range, 0, 59};
constexpr Field hour_field{"Hour", "Hour values must be between 0 and 23", 0, 23};
constexpr Field day_field{"Day of month", "Day of month values must be between 1 and 31", 1, 31};
constexpr Field month_field{"Month", "Month values must be between 1 and 12", 1, 12, month_names};
constexpr Field weekday_field{"Day-of-Week", "Day-of-Week values must be between 1 and 7", 1,
                              saturday, weekday_names};
constexpr Field year_field{"Year", "Year values must be between 1970 and 2199", first_cron_year,
                           first_cron_year + cron_years - 1};

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool all = error == std::errc{} && end == text.data() + text.size();
  return all ? std::optional{value} : std::nullopt;
}

Result<std::size_t, std::string> value_of(const Field& field, std::string_view text) {
  const auto named = std::ranges::find(field.names, text);
  if (named != field.names.end())
    return field.least + static_cast<std::size_t>(named - field.names.begin());
  const auto value = number(text);
  if (!value) return Failure{fmt::format("Invalid {} value: '{}'", field.name, text)};
  if (*value < field.least || *value > field.most) return Failure{std::string{field.out_of_range}};
  return *value;
}

/// "3", "3-7", "*": its first and last value.
struct Range {
  std::size_t first;
  std::size_t last;
};

Result<Range, std::string> range_of(const Field& field, std::string_view text) {
  if (text == "*") return Range{field.least, field.most};
  const std::size_t dash = text.find('-');
  const auto first = value_of(field, text.substr(0, dash));
  if (!first) return Failure{first.error()};
  if (dash == std::string_view::npos) return Range{*first, *first};
  const auto last = value_of(field, text.substr(dash + 1));
  if (!last) return Failure{last.error()};
  return Range{*first, *last};
}

/// "10-20/5" and all its simpler forms. A range that ends before it begins goes
/// round: FRI-MON.
template <std::size_t size>
Problem add_item(const Field& field, std::string_view item, std::size_t base,
                 std::bitset<size>& into) {
  const std::size_t slash = item.find('/');
  const std::string_view range_text = item.substr(0, slash);
  auto range = range_of(field, range_text);
  if (!range) return range.error();
  std::size_t step = 1;
  if (slash != std::string_view::npos) {
    const auto given = number(item.substr(slash + 1));
    if (!given || *given == 0) return fmt::format("Invalid increment in '{}'", item);
    step = *given;
    if (range_text.find('-') == std::string_view::npos) range->last = field.most;
  }
  const std::size_t span = (field.most - field.least) + 1;
  const std::size_t length = range->last >= range->first ? range->last - range->first
                                                         : (range->last + span) - range->first;
  for (std::size_t i = 0; i <= length; i += step)
    into.set(((range->first - field.least + i) % span) + field.least - base);
  return std::nullopt;
}

template <std::size_t size>
Problem add_list(const Field& field, std::string_view text, std::bitset<size>& into,
                 std::size_t base = 0) {
  if (text.find('?') != std::string_view::npos)
    return "'?' can only be specified for Day-of-Month or Day-of-Week.";
  for (const std::string_view item : split(text, ','))
    if (auto problem = add_item(field, item, base, into)) return problem;
  return std::nullopt;
}

/// "L", "LW", "L-3", "15W" or what every field may have.
Problem add_day(std::string_view item, CronSchedule& cron) {
  constexpr unsigned most_before_last = 30;
  if (item == "L") {
    cron.before_last = 0;
  } else if (item == "LW") {
    cron.last_weekday = true;
  } else if (item.starts_with("L-")) {
    const auto before = number(item.substr(2));
    if (!before || *before > most_before_last) return "Offset from last day must be <= 30";
    cron.before_last = static_cast<unsigned>(*before);
  } else if (item.ends_with('W')) {
    const auto day = value_of(day_field, item.substr(0, item.size() - 1));
    if (!day) return day.error();
    cron.weekdays_nearest.set(*day);
  } else {
    return add_item(day_field, item, 0, cron.days);
  }
  return std::nullopt;
}

/// "L", "6L", "FRI#2" or what every field may have.
Problem add_weekday(std::string_view item, CronSchedule& cron) {
  const std::size_t hash = item.find('#');
  if (hash != std::string_view::npos) {
    const auto weekday = value_of(weekday_field, item.substr(0, hash));
    if (!weekday) return weekday.error();
    const auto nth = number(item.substr(hash + 1));
    if (!nth || *nth < 1 || *nth > 5)
      return "A numeric value between 1 and 5 must follow the '#' option";
    cron.nth_weekdays.push_back({.weekday = *weekday, .nth = static_cast<unsigned>(*nth)});
  } else if (item == "L") {
    cron.weekdays.set(saturday);
  } else if (item.ends_with('L')) {
    const auto weekday = value_of(weekday_field, item.substr(0, item.size() - 1));
    if (!weekday) return weekday.error();
    cron.last_weekdays.set(*weekday);
  } else {
    return add_item(weekday_field, item, 0, cron.weekdays);
  }
  return std::nullopt;
}

/// One of the two fields says the days, the other is `?`.
Problem add_days(std::string_view of_month, std::string_view of_week, CronSchedule& cron) {
  if (of_month == "?" && of_week == "?")
    return "'?' can only be specified for Day-of-Month -OR- Day-of-Week.";
  if (of_month != "?" && of_week != "?")
    return "Support for specifying both a day-of-week AND a day-of-month parameter is not "
           "implemented.";
  cron.by_week = of_month == "?";
  for (const std::string_view item : split(cron.by_week ? of_week : of_month, ',')) {
    auto problem = cron.by_week ? add_weekday(item, cron) : add_day(item, cron);
    if (problem) return problem;
  }
  return std::nullopt;
}

/// Seven fields, the seconds first.
Result<CronSchedule, std::string> read_fields(const std::vector<std::string_view>& fields) {
  CronSchedule cron;
  cron.seconds.reset();
  Problem problem = add_list(second_field, fields[0], cron.seconds);
  if (!problem) problem = add_list(minute_field, fields[1], cron.minutes);
  if (!problem) problem = add_list(hour_field, fields[2], cron.hours);
  if (!problem) problem = add_list(month_field, fields[4], cron.months);
  if (!problem) problem = add_days(fields[3], fields[5], cron);
  if (!problem) problem = add_list(year_field, fields[6], cron.years, first_cron_year);
  if (problem) return Failure{*std::move(problem)};
  return cron;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found = split(text, ' ');
  std::erase(found, std::string_view{});
  return found;
}

std::string upper_case(std::string_view text) {
  std::string upper{text};
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

}  // namespace

Result<CronSchedule, std::string> parse_cron(std::string_view fields, CronDialect dialect) {
  constexpr std::size_t field_count = 6;
  const std::string text = upper_case(fields);
  std::vector<std::string_view> found = words(text);
  const bool seconds_tolerated = dialect == CronDialect::seconds_tolerated;
  if (seconds_tolerated && found.size() == field_count + 1) return read_fields(found);
  if (found.size() < field_count) return Failure<std::string>{"Unexpected end of expression."};
  if (found.size() > field_count)
    return Failure{fmt::format("Invalid number of fields: {}", found.size())};

  std::vector<std::string_view> with_seconds{"0"};
  with_seconds.insert(with_seconds.end(), found.begin(), found.end());
  auto cron = read_fields(with_seconds);
  if (cron || !seconds_tolerated) return cron;
  // Application Auto Scaling tries the six fields again with seconds first and no
  // year: "cron(0 16 * * MON-FRI *)" is refused for the month 'MON'
  // (https://github.com/hashicorp/terraform-provider-aws/issues/13995).
  found.emplace_back("*");
  return read_fields(found);
}

}  // namespace sluice::world
