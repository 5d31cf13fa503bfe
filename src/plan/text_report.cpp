#include "plan/text_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plan/front_chart.hpp"
#include "sim/text_report.hpp"

namespace sluice::plan {
namespace {

/// Rows of the front that are printed, on either side of the objective; the JSON has all.
constexpr std::size_t rows_that_meet = 8;
constexpr std::size_t rows_that_do_not = 5;

/// "day 3, 13:42 (second 222120)".
std::string moment_text(sim::Second at) {
  return fmt::format("day {}, {:02}:{:02} (second {})", (at / 86'400) + 1, at / 3600 % 24,
                     at / 60 % 60, at);
}

/// Writes a plan's parts on a page.
class Report {
 public:
  Report(const Plan& plan, const ReportFacts& facts, Page::Form form)
      : plan_{plan}, facts_{facts}, page_{form} {}

  std::string text() {
    opening();
    if (plan_.recommendation) recommendation(*plan_.recommendation);
    if (plan_.impossibility) impossibility(*plan_.impossibility);
    front();
    if (plan_.recommendation) files(plan_.recommendation->chosen.setting);
    return page_.text();
  }

 private:
  void opening();
  void recommendation(const Recommendation& one);
  void worth(const Tried& chosen);
  void sureness(const Recommendation& one);
  void impossibility(const Impossibility& why);
  void rise(const Impossibility& why);
  void remedies(const Impossibility& why);
  void front();
  void files(const Setting& setting);

  /// Titles and cells of an outcome: cost and misses always together.
  [[nodiscard]] std::vector<std::string> titles(std::string first) const;
  [[nodiscard]] std::vector<std::string> row(std::string first, const Outcome& outcome) const;
  [[nodiscard]] std::string money(double dollars) const;
  [[nodiscard]] std::string value(const Outcome& outcome) const {
    return value_text(plan_.objective, outcome.all.value);
  }
  [[nodiscard]] std::string cost_text(const Outcome& outcome) const;

  const Plan& plan_;
  const ReportFacts& facts_;
  Page page_;
};

std::vector<std::string> Report::titles(std::string first) const {
  std::vector<std::string> all{std::move(first),
                               std::string{measure_name(plan_.objective.measure)}};
  for (const char* const title : {"miss %", "task-hours", "cost ratio", "$", "meets"})
    all.emplace_back(title);
  return all;
}

std::vector<std::string> Report::row(std::string first, const Outcome& outcome) const {
  const auto ratio = plan_.cost_ratio(outcome);
  return {std::move(first),
          value(outcome),
          fmt::format("{:.2f}", outcome.miss() * 100),
          fmt::format("{:.1f}", outcome.task_hours()),
          ratio ? fmt::format("{:.2f}", *ratio) : "-",
          money(facts_.prices.of(outcome)),
          is_met(plan_.objective, outcome.all.value) ? "yes" : "no"};
}

std::string Report::money(double dollars) const {
  return fmt::format("{:.2f}", dollars);
}

std::string Report::cost_text(const Outcome& outcome) const {
  const auto ratio = plan_.cost_ratio(outcome);
  return fmt::format("{} {}, {:.2f} % waited over {} s, {:.1f} task-hours{}",
                     measure_name(plan_.objective.measure), value(outcome), outcome.miss() * 100,
                     plan_.objective.longest_wait, outcome.task_hours(),
                     ratio ? fmt::format(" ({:.2f} times the bound)", *ratio) : "");
}

void Report::opening() {
  page_.heading(fmt::format("The least task-hours with {}", objective_text(plan_.objective)));
  for (const LoadFacts& load : plan_.loads)
    page_.paragraph(fmt::format("{}: {}, {} messages, mean load {:.4g} tasks", load.name,
                                sim::span_text(load.seconds), load.messages, load.mean_tasks));
  const sim::Second longest = plan_.objective.longest_wait;
  if (plan_.bound_hours)
    page_.paragraph(
        fmt::format("No policy that lets no message wait longer than {} s needs less than {:.1f} "
                    "task-hours; cost ratios are over these.",
                    longest, *plan_.bound_hours));
  else
    page_.paragraph(fmt::format(
        "Even the most tasks all the time let a message wait longer than {} s: there is no bound.",
        longest));
  page_.paragraph(
      fmt::format("{} settings of target tracking were tried; {} of them were ended "
                  "early, when others were sure to beat them.",
                  plan_.settings, plan_.ended));
}

void Report::recommendation(const Recommendation& one) {
  page_.heading("Recommended");
  page_.paragraph(setting_text(one.chosen.setting));
  sim::Table table{.titles = titles("")};
  table.rows.push_back(row("recommended", one.chosen.outcome));
  table.rows.push_back(row("today", plan_.today.outcome));
  page_.table(table);
  worth(one.chosen);
  sureness(one);
}

void Report::worth(const Tried& chosen) {
  const Outcome& today = plan_.today.outcome;
  const double hours = today.task_hours() - chosen.outcome.task_hours();
  const double dollars = facts_.prices.of(today) - facts_.prices.of(chosen.outcome);
  const double share = today.task_hours() > 0 ? hours / today.task_hours() * 100 : 0;
  page_.paragraph(fmt::format(
      "Against today ({}) it {} {:.1f} task-hours ({:.0f} %) and ${:.2f}, ${:.2f} a month, at "
      "${:.5f} "
      "a task-hour ({:g} vCPU, {:g} GB on Fargate).{}",
      setting_text(plan_.today.setting), hours >= 0 ? "saves" : "costs", std::abs(hours),
      std::abs(share), std::abs(dollars), std::abs(dollars) * month_hours / plan_.hours(),
      facts_.prices.task_hour(), facts_.prices.vcpus, facts_.prices.gigabytes,
      is_met(plan_.objective, today.all.value) ? "" : " Today's do not meet the objective."));
}

void Report::sureness(const Recommendation& one) {
  page_.heading("How sure it is");
  if (one.draws_met == one.draws)
    page_.paragraph(
        fmt::format("It is the cheapest that meets the objective on {} draws of the same load.",
                    one.draws + 1));
  else
    page_.paragraph(
        fmt::format("No setting meets the objective on {} draws of the same load; this "
                    "one does on {}.",
                    one.draws + 1, one.draws_met + 1));
  sim::Table table{.titles = {"under", std::string{measure_name(plan_.objective.measure)}, "miss %",
                              "task-hours", "meets"}};
  for (const Rehearsal& each : one.rehearsals)
    table.rows.push_back(
        {each.what, value(each.outcome), fmt::format("{:.2f}", each.outcome.miss() * 100),
         fmt::format("{:.1f}", each.outcome.task_hours()), each.is_met ? "yes" : "no"});
  page_.table(table);
  const std::string not_met = where_not_met(one.rehearsals);
  page_.paragraph(not_met.empty() ? "The objective is met in all of them."
                                  : fmt::format("The objective is met in {} of {}: {}.",
                                                std::ranges::count_if(one.rehearsals,
                                                                      [](const Rehearsal& each) {
                                                                        return each.is_met;
                                                                      }),
                                                one.rehearsals.size(), not_met));
}

void Report::impossibility(const Impossibility& why) {
  page_.heading("No setting of target tracking meets the objective");
  if (why.max_is_too_low)
    page_.paragraph(
        "The highest max is too low: even all tasks that it allows, all the time, let "
        "too many messages wait too long.");
  rise(why);
  page_.heading("What would meet it");
  remedies(why);
}

void Report::rise(const Impossibility& why) {
  if (!why.rise) return;
  const Rise& rise = *why.rise;
  page_.paragraph(fmt::format(
      "The law of detection delay: with capacity matched before a rise from a to b, the longest "
      "wait is (detection + start) x (1 - a / b). Three datapoints of a minute above the target "
      "take {} to {} s.",
      least_detection, most_detection));
  page_.paragraph(fmt::format(
      "On {}, {}, the load rises from {:.3g} to {:.3g} messages a second, while {:.3g} can be "
      "served: the wait becomes {:.0f} to {:.0f} s.",
      rise.load, moment_text(rise.at), rise.before, rise.after, rise.capacity, rise.least_wait,
      rise.most_wait));
  const auto limit = static_cast<double>(plan_.objective.longest_wait);
  if (rise.least_wait > limit)
    page_.paragraph(fmt::format(
        "{} rises are so steep that a message has to wait longer than {} s, whatever the "
        "target and the cooldowns are, with up to {} tasks standing ready (--highest-min).",
        rise.rises, plan_.objective.longest_wait, why.highest_min));
  else
    page_.paragraph("No single rise makes it impossible: swings of target tracking itself do.");
}

void Report::remedies(const Impossibility& why) {
  if (why.higher_min)
    page_.paragraph(fmt::format("A higher min: {}: {}.", setting_text(why.higher_min->setting),
                                cost_text(why.higher_min->outcome)));
  if (why.fixed)
    page_.paragraph(fmt::format("No scaling: the least fixed count that does is {} tasks: {}.",
                                why.fixed->setting.bounds.min, cost_text(why.fixed->outcome)));
  if (why.faster_start)
    page_.paragraph(fmt::format("Faster starts: {} s instead of what they take now, with {}: {}.",
                                why.faster_start->delay.most,
                                setting_text(why.faster_start->tried.setting),
                                cost_text(why.faster_start->tried.outcome)));
  else if (!why.max_is_too_low)
    page_.paragraph("Faster starts alone do not: not even tasks that serve at once.");
  if (why.best)
    page_.paragraph(fmt::format("A looser objective: the best that was reached is {}, by {}.",
                                cost_text(why.best->outcome), setting_text(why.best->setting)));
}

void Report::front() {
  if (plan_.front.empty()) return;
  page_.heading("Task-hours against waits");
  page_.verbatim("", front_chart(plan_));
  sim::Table table{.titles = titles("nobody beats")};
  const auto met = static_cast<std::size_t>(
      std::ranges::find_if(
          plan_.front,
          [&](const Tried& one) { return is_met(plan_.objective, one.outcome.all.value); }) -
      plan_.front.begin());
  const std::size_t first = met - std::min(met, rows_that_do_not);
  const std::size_t end = std::min(plan_.front.size(), met + rows_that_meet);
  for (std::size_t i = first; i < end; ++i)
    table.rows.push_back(row(setting_text(plan_.front[i].setting), plan_.front[i].outcome));
  page_.table(table);
  if (end - first < plan_.front.size())
    page_.paragraph(fmt::format("The nearest to the objective of {}.", plan_.front.size()));
}

void Report::files(const Setting& setting) {
  page_.heading("As variables of deploy/terraform");
  page_.verbatim("hcl", terraform_variables(setting, facts_.names));
  page_.heading("As sluice.yaml");
  page_.verbatim("yaml", sluice_yaml(setting, facts_.names));
}

}  // namespace

std::string where_not_met(const std::vector<Rehearsal>& rehearsals) {
  std::string all;
  for (const Rehearsal& one : rehearsals)
    if (!one.is_met) all += fmt::format("{}{}", all.empty() ? "not with " : ", ", one.what);
  return all;
}

std::string report_text(const Plan& plan, const ReportFacts& facts, Page::Form form) {
  return Report{plan, facts, form}.text();
}

}  // namespace sluice::plan
