#include "demo/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sluice::demo {
namespace {

constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view usual = "\x1b[0m";

/// Columns that BacklogPerTask's bar takes; the target stands in the middle.
constexpr int bar_width = 12;

std::string_view name_of(AlarmState state) {
  switch (state) {
    case AlarmState::ok:
      return "OK";
    case AlarmState::alarm:
      return "ALARM";
    case AlarmState::insufficient_data:
      return "no data";
    case AlarmState::unknown:
      return "-";
  }
  return "-";
}

}  // namespace

std::string since(Instant began, Instant at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at - began).count();
  return fmt::format("{:02}:{:02}", seconds / 60, seconds % 60);
}

std::vector<std::string> Table::heading() const {
  std::string line =
      fmt::format("{:>6}  {:>8}  {:>9}  {:>7}  {:>14} {:{}}  {:<9}  {:<8}", "time", "backlog",
                  "in flight", "tasks", "BacklogPerTask", "",
                  style_ == Style::terminal ? bar_width : 0, "AlarmHigh", "AlarmLow");
  if (style_ == Style::terminal) line = fmt::format("{}{}{}", bold, line, usual);
  return {std::move(line)};
}

std::string Table::row(const Observation& seen) const {
  const std::string value =
      seen.backlog_per_task ? fmt::format("{:.1f}", *seen.backlog_per_task) : "-";
  const std::string bar_text =
      style_ == Style::terminal ? bar(seen.backlog_per_task.value_or(0)) : "";
  return fmt::format("{:>6}  {:>8}  {:>9}  {:>7}  {:>14} {}  {}  {}", since(began_, seen.at),
                     seen.visible, seen.in_flight, fmt::format("{}/{}", seen.running, seen.desired),
                     value, bar_text, alarm(seen.high), alarm(seen.low));
}

std::string Table::note(Instant at, std::string_view text) const {
  const std::string line = fmt::format("{:>6}  > {}", since(began_, at), text);
  return style_ == Style::terminal ? fmt::format("{}{}{}", bold, line, usual) : line;
}

std::string Table::bar(double value) const {
  const double columns = value / target_ * bar_width / 2;
  const int full = static_cast<int>(std::clamp(std::round(columns), 0.0, double{bar_width}));
  std::string out{value > target_ ? red : green};
  for (int i = 0; i < bar_width; ++i) {
    if (i == full) out += dim;
    if (i == bar_width / 2 && i >= full)
      out += "\u2502";  // a line where the target is
    else
      out += i < full ? "\u2588" : "\u00b7";
  }
  return out + std::string{usual};
}

std::string Table::alarm(AlarmState state) const {
  const std::string text = fmt::format("{:<9}", name_of(state));
  const bool shown = style_ == Style::terminal && state == AlarmState::alarm;
  return shown ? fmt::format("{}{}{}", red, text, usual) : text;
}

}  // namespace sluice::demo
