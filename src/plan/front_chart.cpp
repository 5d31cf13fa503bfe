#include "plan/front_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace sluice::plan {
namespace {

constexpr std::size_t width = 64;
constexpr std::size_t height = 14;

/// From numbers to columns or rows.
class Scale {
 public:
  Scale(double least, double most, std::size_t cells)
      : least_{least}, range_{std::max(most - least, 1e-9)}, cells_{cells} {}
  [[nodiscard]] std::size_t cell(double value) const {
    const double share = std::clamp((value - least_) / range_, 0.0, 1.0);
    return static_cast<std::size_t>(std::lround(share * static_cast<double>(cells_ - 1)));
  }

 private:
  double least_;
  double range_;
  std::size_t cells_;
};

/// Waits of nothing have no logarithm; no chart needs to tell them from a tenth of the limit's
/// hundredth.
double drawn(const Objective& objective, double value) {
  return std::log(std::max(value, objective.limit / 1000));
}

}  // namespace

std::string front_chart(const Plan& plan) {
  const Objective& objective = plan.objective;
  std::vector<const Outcome*> shown;
  shown.reserve(plan.front.size() + 1);
  for (const Tried& one : plan.front) shown.push_back(&one.outcome);
  shown.push_back(&plan.today.outcome);
  const auto hours = [](const Outcome* one) { return one->task_hours(); };
  const auto value = [&](const Outcome* one) { return drawn(objective, one->all.value); };
  const auto [cheapest, dearest] = std::ranges::minmax(shown, {}, hours);
  const auto [lowest, highest] = std::ranges::minmax(shown, {}, value);
  const double limit = drawn(objective, objective.limit);
  const Scale across{hours(cheapest), hours(dearest), width};
  const Scale up{std::min(limit, value(lowest)), std::max(limit, value(highest)), height};

  std::array<std::array<std::string_view, width>, height> cells;
  for (auto& row : cells) row.fill(" ");
  cells.at(up.cell(limit)).fill("─");
  const auto put = [&](const Outcome& one, std::string_view mark) {
    cells.at(up.cell(value(&one))).at(across.cell(hours(&one))) = mark;
  };
  for (const Tried& one : plan.front) put(one.outcome, "·");
  put(plan.today.outcome, "○");
  if (plan.recommendation) put(plan.recommendation->chosen.outcome, "◆");

  std::string text;
  for (std::size_t row = height; row-- > 0;) {
    std::string label;
    if (row == up.cell(limit))
      label = value_text(objective, objective.limit);
    else if (row + 1 == height)
      label = value_text(objective, highest->all.value);
    else if (row == 0)
      label = value_text(objective, lowest->all.value);
    text += fmt::format("  {:>9} │{}\n", label, fmt::join(cells.at(row), ""));
  }
  const std::string from = fmt::format("{:.1f}", hours(cheapest));
  const std::string to = fmt::format("{:.1f} task-hours", hours(dearest));
  const std::size_t gap = width > from.size() + to.size() ? width - from.size() - to.size() : 1;
  text += fmt::format("  {:>9} └{}\n", "", std::string(width, '-'));
  text += fmt::format("  {:>9}  {}{}{}\n", "", from, std::string(gap, ' '), to);
  text += fmt::format("  {:>9}  ◆ recommended   ○ today   · nobody beats it   ─ the objective\n",
                      measure_name(objective.measure));
  return text;
}

}  // namespace sluice::plan
