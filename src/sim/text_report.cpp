#include "sim/text_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sim/table.hpp"

namespace sluice::sim {
namespace {

constexpr std::array<std::string_view, 9> blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

struct Column {
  std::string_view title;
  std::string (*cell)(const Comparison&, const PolicyRun&);
};

std::string ratio(const Comparison& comparison, const PolicyRun& run) {
  const auto value = cost_ratio(comparison, run.numbers);
  return value ? fmt::format("{:.2f}", *value) : "-";
}

// clang-format off
constexpr std::array columns{
    Column{"p50 s",       [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.wait.p50); }},
    Column{"p95 s",       [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.wait.p95); }},
    Column{"p99 s",       [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.wait.p99); }},
    Column{"p99.9 s",     [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.wait.p999); }},
    Column{"max s",       [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.wait.max); }},
    Column{"miss %",      [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.2f}", run.numbers.slo_miss * 100); }},
    Column{"cost ratio",  ratio},
    Column{"task-hours",  [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.1f}", run.numbers.task_hours); }},
    Column{"used %",      [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.0f}", run.numbers.utilisation * 100); }},
    Column{"late min",    [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.violation_minutes); }},
    Column{"actions",     [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.actions); }},
    Column{"starts/day",  [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.0f}", run.numbers.starts_per_day); }},
    Column{"reversals",   [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.reversals); }}};

/// The rest of the numbers: a terminal has no room for them.
constexpr std::array other_columns{
    Column{"mean excess s", [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.1f}", run.numbers.mean_excess); }},
    Column{"oldest p99 s",  [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.oldest_age_p99); }},
    Column{"oldest max s",  [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.oldest_age_max); }},
    Column{"billed hours",  [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.1f}", run.numbers.billed_hours); }},
    Column{"peak tasks",    [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.peak_tasks); }},
    Column{"churn",         [](const Comparison&, const PolicyRun& run) { return fmt::format("{}", run.numbers.churn); }},
    Column{"under",         [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.3f}", run.numbers.elasticity.under_accuracy); }},
    Column{"over",          [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.3f}", run.numbers.elasticity.over_accuracy); }},
    Column{"time under %",  [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.1f}", run.numbers.elasticity.under_timeshare * 100); }},
    Column{"time over %",   [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.1f}", run.numbers.elasticity.over_timeshare * 100); }},
    Column{"instability %", [](const Comparison&, const PolicyRun& run) { return fmt::format("{:.1f}", run.numbers.elasticity.instability * 100); }}};
// clang-format on

/// The largest value of each of `width` equal parts.
std::vector<double> drawn_together(std::span<const double> values, std::size_t width) {
  std::vector<double> parts(std::min(width, values.size()), 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double& part = parts[i * parts.size() / values.size()];
    part = std::max(part, values[i]);
  }
  return parts;
}

template <class Value>
std::string row(std::string_view name, const PolicyRun& run, std::size_t width, Value value) {
  std::vector<double> values;
  for (const Stretch& one : run.recording->stretches()) values.push_back(value(one));
  const double most = values.empty() ? 0 : std::ranges::max(values);
  return fmt::format("  {:<13} {}  {:.4g} at most\n", name, bars(values, width), most);
}

std::string markdown_of(std::span<const Column> shown, const Comparison& comparison) {
  Table table{.titles = {"policy"}};
  for (const Column& column : shown) table.titles.emplace_back(column.title);
  for (const PolicyRun& run : comparison.runs) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(run.name);
    for (const Column& column : shown) row.push_back(column.cell(comparison, run));
  }
  return markdown_table(table);
}

}  // namespace

std::string table_text(const Comparison& comparison) {
  std::string text = fmt::format("{:<16}", "policy");
  for (const Column& column : columns)
    text += fmt::format("  {:>{}}", column.title, std::max<std::size_t>(column.title.size(), 6));
  text += '\n';
  for (const PolicyRun& run : comparison.runs) {
    text += fmt::format("{:<16}", run.name);
    for (const Column& column : columns)
      text += fmt::format("  {:>{}}", column.cell(comparison, run),
                          std::max<std::size_t>(column.title.size(), 6));
    text += '\n';
  }
  return text;
}

std::string table_markdown(const Comparison& comparison) {
  return markdown_of(columns, comparison) + "\n" + markdown_of(other_columns, comparison);
}

std::string span_text(Second seconds) {
  constexpr Second day = 86'400;
  if (seconds == day) return "1 day";
  const auto length = static_cast<double>(seconds);
  if (seconds > day) return fmt::format("{:.4g} days", length / static_cast<double>(day));
  return fmt::format("{:.4g} hours", length / 3600);
}

std::string recorded_text(const Comparison& comparison, const RecordedTasks& recorded,
                          std::int64_t seconds) {
  std::string text = fmt::format("really run: {:.1f} task-hours", recorded.hours);
  if (recorded.seconds < seconds)
    text += fmt::format(" in the {:.1f} % of the time that is known",
                        100 * static_cast<double>(recorded.seconds) / static_cast<double>(seconds));
  std::string_view before = "; on the same trace ";
  for (const PolicyRun& run : comparison.runs) {
    text += fmt::format("{}{} {:.1f}", before, run.name, run.numbers.task_hours);
    before = ", ";
  }
  return text;
}

std::string bars(std::span<const double> values, std::size_t width) {
  const std::vector<double> parts = drawn_together(values, width);
  const double most = parts.empty() ? 0 : std::ranges::max(parts);
  std::string text;
  for (const double part : parts) {
    // Whatever is more than nothing is seen.
    const double height = most > 0 ? std::ceil(part / most * 8) : 0;
    text += blocks.at(static_cast<std::size_t>(height));
  }
  return text;
}

std::string chart_text(const PolicyRun& run, std::size_t width) {
  if (!run.recording) return {};
  std::string text = run.name + "\n";
  text += row("arrivals/s", run, width, [](const Stretch& one) {
    return static_cast<double>(one.arrived) /
           static_cast<double>(std::max<std::int64_t>(one.seconds, 1));
  });
  text +=
      row("tasks", run, width, [](const Stretch& one) { return static_cast<double>(one.billed); });
  text += row("backlog", run, width,
              [](const Stretch& one) { return static_cast<double>(one.backlog); });
  text += row("oldest, s", run, width,
              [](const Stretch& one) { return static_cast<double>(one.oldest_age); });
  return text;
}

}  // namespace sluice::sim
