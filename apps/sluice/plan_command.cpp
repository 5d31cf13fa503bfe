#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "sluice/commands.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/plan_json.hpp"
#include "sluice/printing.hpp"
#include "sluice/progress_bar.hpp"
#include "sluice/scenario_of.hpp"
#include "sluice/thread_crew.hpp"
#include "sluice/trace_files.hpp"

namespace sluice::apps {
namespace {

constexpr sim::Second day = 86'400;
/// What arrives is kept by the second while a plan is made, four bytes each.
constexpr sim::Second most_seconds = 400 * day;

/// The traces, and what the flags make of them.
struct Input {
  std::vector<std::unique_ptr<sim::Trace>> traces = {};
  std::vector<plan::Load> loads = {};
};

/// Half of a trace, in whole days, decides; the rest is held back. Nothing where it
/// is shorter than two days, or no bin ends there.
std::optional<sim::Second> divided_at(const sim::Trace& trace) {
  if (trace.seconds() < 2 * day) return std::nullopt;
  const sim::Second half = (trace.seconds() / 2 + day - 1) / day * day;
  const sim::Second at = std::min(half, trace.seconds() / day * day - day);
  return at % trace.bin_seconds == 0 ? std::optional{at} : std::nullopt;
}

Result<Input, std::string> read_input(const PlanOptions& options) {
  Input input;
  sim::Second seconds = 0;
  for (const std::string& path : options.traces) {
    const auto text = read_trace_file(path);
    if (!text) return Failure<std::string>{text.error()};
    auto trace = trace_of(*text, path, options.window);
    if (!trace) return Failure<std::string>{trace.error()};
    if (trace->total() <= 0)
      return Failure<std::string>{
          fmt::format("{}: nothing arrives in it; give a trace with messages", path)};
    seconds += trace->seconds();
    input.traces.push_back(std::make_unique<sim::Trace>(std::move(*trace)));
    const sim::Trace& kept = *input.traces.back();
    input.loads.push_back({.name = path,
                           .scenario = scenario_of(options, kept, options.objective.longest_wait),
                           .divided_at = divided_at(kept)});
    std::string why = unusable_load(input.loads.back().scenario, path);
    if (!why.empty()) return Failure<std::string>{std::move(why)};
  }
  if (seconds > most_seconds)
    return Failure<std::string>{fmt::format(
        "--trace: the traces are {} days long together; give up to 400", seconds / day)};
  return input;
}

}  // namespace

int run_plan(const PlanOptions& options, const Lent& /*lent*/) {
  auto input = read_input(options);
  if (!input) return refused(input.error());
  const plan::Problem problem{
      .loads = std::move(input->loads),
      .objective = options.objective,
      .today = options.today,
      .bounds = options.bounds,
      .highest_min = options.highest_min,
      .runs = {.initial = options.initial, .alarm_phase = options.alarm_phase},
      .search = {.settings = options.settings, .seed = options.seed}};
  ThreadCrew crew{options.jobs};
  ProgressBar bar{stderr};
  const plan::Plan made = plan::make_plan(problem, crew, bar);
  bar.clear();
  if (options.output == ReportForm::json)
    fmt::print("{}\n", plan_json(made, options.facts));
  else
    fmt::print("{}",
               plan::report_text(made, options.facts,
                                 options.output == ReportForm::text ? plan::Page::Form::terminal
                                                                    : plan::Page::Form::markdown));
  return made.recommendation ? exit_codes::done : exit_codes::failed;
}

}  // namespace sluice::apps
