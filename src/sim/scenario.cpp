#include "sim/scenario.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "sim/csv_lines.hpp"

namespace sluice::sim {
namespace {

constexpr std::string_view header = "t_seconds,event,amount";

struct Name {
  std::string_view text;
  Disturbance::Kind kind;
};
constexpr std::array names{Name{"crash", Disturbance::Kind::crash},
                           Name{"start-delay", Disturbance::Kind::start_delay},
                           Name{"unreadable", Disturbance::Kind::unreadable}};

/// More than any run has of anything.
constexpr std::int64_t most = longest_trace_seconds;

std::optional<std::int64_t> whole(std::string_view text) {
  const auto value = number_in<std::int64_t>(text);
  return value && *value >= 0 && *value <= most ? value : std::nullopt;
}

Result<Disturbance, std::string> disturbance(std::string_view line) {
  const auto fields = csv_fields(line);
  if (fields.size() != 3)
    return Failure<std::string>{
        fmt::format("{} has {} columns; give three, '{}'", quoted(line), fields.size(), header)};
  const auto at = whole(fields[0]);
  if (!at)
    return Failure<std::string>{
        fmt::format("t_seconds is {}; give whole seconds from 0 on", quoted(fields[0]))};
  const auto amount = whole(fields[2]);
  if (!amount)
    return Failure<std::string>{
        fmt::format("amount is {}; give a whole number from 0 on", quoted(fields[2]))};
  for (const Name& name : names)
    if (name.text == fields[1]) return Disturbance{*at, name.kind, *amount};
  return Failure<std::string>{
      fmt::format("event is {}; give crash, start-delay or unreadable", quoted(fields[1]))};
}

}  // namespace

Result<std::vector<Disturbance>, std::string> parse_disturbances(std::string_view text,
                                                                 std::string_view file) {
  CsvLines lines{text, file};
  const auto next = [&] {
    auto line = lines.next();
    while (line && line->starts_with('#')) line = lines.next();
    return line;
  };
  const auto first = next();
  const auto columns = first ? csv_fields(*first) : std::vector<std::string_view>{};
  if (fmt::format("{}", fmt::join(columns, ",")) != header)
    return Failure<std::string>{
        lines.wrong(fmt::format("the first line without a # has to be the header '{}'", header))};
  std::vector<Disturbance> all;
  for (auto line = next(); line; line = next()) {
    const auto one = disturbance(*line);
    if (!one) return Failure<std::string>{lines.wrong(one.error())};
    if (!all.empty() && one->at < all.back().at)
      return Failure<std::string>{lines.wrong(fmt::format(
          "t_seconds {} comes after {}; sort the lines by time", one->at, all.back().at))};
    all.push_back(*one);
  }
  return all;
}

}  // namespace sluice::sim
