#include "world/schedule/schedule.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <string>

#include "base/calendar.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// What stands in "name(...)"; nothing where the expression is of another name.
std::optional<std::string_view> inside(std::string_view name, std::string_view expression) {
  const bool is_it = expression.starts_with(name) && expression.ends_with(')') &&
                     expression.substr(name.size()).starts_with('(');
  if (!is_it) return std::nullopt;
  return expression.substr(name.size() + 1, expression.size() - name.size() - 2);
}

struct Unit {
  std::string_view one;
  std::string_view many;
  Duration length;
};

constexpr std::array<Unit, 3> units{
    {{"minute", "minutes", minutes{1}}, {"hour", "hours", hours{1}}, {"day", "days", hours{24}}}};

/// Whether "1 minutes" is as good as "1 minute".
enum class Grammar { strict, lenient };

std::optional<RateSchedule> parse_rate(std::string_view text, Grammar grammar) {
  constexpr std::int64_t most = 36'500;  // a century of days: more would leave the timeline
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 1 || count > most) return std::nullopt;
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (!unit.starts_with(' ')) return std::nullopt;
  unit.remove_prefix(1);
  for (const Unit& known : units) {
    const bool is_one = unit == known.one;
    if (!is_one && unit != known.many) continue;
    if (grammar == Grammar::strict && is_one != (count == 1)) return std::nullopt;
    return RateSchedule{known.length * count};
  }
  return std::nullopt;
}

std::optional<AtSchedule> parse_at(std::string_view text) {
  constexpr std::size_t length = std::string_view{"2024-04-12T01:02:03"}.size();
  const auto as_utc = parse_iso8601(std::string{text} + 'Z');
  if (text.size() != length || !as_utc) return std::nullopt;
  return AtSchedule{local_seconds{std::chrono::floor<seconds>(as_utc->time_since_epoch())}};
}

Failure<Refusal> invalid_scaling(std::string_view details) {
  return refuse("ValidationException",
                fmt::format("Invalid schedule expression. Details: {}", details));
}

std::optional<Instant> next_at(const AtSchedule& at, Instant after, const ScheduleFrame& frame) {
  const Instant when = frame.zone.instant_or_later(at.time);
  return when > after ? std::optional{when} : std::nullopt;
}

std::optional<Instant> next_at(const RateSchedule& rate, Instant after,
                               const ScheduleFrame& frame) {
  if (after < frame.created) return frame.created + rate.every;
  const auto done = (after - frame.created) / rate.every;
  return frame.created + (rate.every * (done + 1));
}

std::optional<Instant> next_at(const CronSchedule& cron, Instant after,
                               const ScheduleFrame& frame) {
  auto time = next_after(cron, frame.zone.local(after));
  while (time) {
    const auto when = frame.zone.instant(*time);
    if (when && *when > after) return when;
    time = next_after(cron, *time);
  }
  return std::nullopt;
}

}  // namespace

Answer<Schedule> parse_rule_schedule(std::string_view expression) {
  if (const auto rate = inside("rate", expression)) {
    if (const auto schedule = parse_rate(*rate, Grammar::strict)) return *schedule;
  } else if (const auto cron = inside("cron", expression)) {
    if (auto schedule = parse_cron(*cron, CronDialect::minutes_first)) return *std::move(schedule);
  }
  return refuse("ValidationException", "Parameter ScheduleExpression is not valid.");
}

Answer<Schedule> parse_scaling_schedule(std::string_view expression) {
  if (const auto at = inside("at", expression)) {
    if (const auto schedule = parse_at(*at)) return *schedule;
    return invalid_scaling(fmt::format("Invalid AT expression: {}", *at));
  }
  if (const auto rate = inside("rate", expression)) {
    if (const auto schedule = parse_rate(*rate, Grammar::lenient)) return *schedule;
    return invalid_scaling(fmt::format("Invalid RATE expression: {}", *rate));
  }
  if (const auto cron = inside("cron", expression)) {
    auto schedule = parse_cron(*cron, CronDialect::seconds_tolerated);
    if (schedule) return *std::move(schedule);
    return invalid_scaling(
        fmt::format("Invalid CRON expression: error at position 0, details: {}", schedule.error()));
  }
  return invalid_scaling("The schedule must be an at, rate or cron expression.");
}

std::optional<Instant> next_after(const Schedule& schedule, Instant after,
                                  const ScheduleFrame& frame) {
  return std::visit([&](const auto& one) { return next_at(one, after, frame); }, schedule);
}

}  // namespace sluice::world
