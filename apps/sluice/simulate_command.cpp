#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/one_line.hpp"
#include "sim/text_report.hpp"
#include "sluice/cloudwatch_trace.hpp"
#include "sluice/commands.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/printing.hpp"
#include "sluice/scenario_of.hpp"
#include "sluice/simulation_report.hpp"
#include "sluice/trace_files.hpp"

namespace sluice::apps {
namespace {

/// Of a chart in the terminal, and of the page's.
constexpr std::size_t chart_width = 72;
constexpr std::size_t page_stretches = 1000;

/// What the files say. The error is one line.
struct Input {
  sim::Trace trace;
  std::vector<sim::Disturbance> disturbances = {};
};

Result<Input, std::string> read_input(const SimulateOptions& options, const SavedTrace& saved) {
  auto trace = trace_of(saved.text, saved.path, options.window);
  if (!trace) return Failure<std::string>{trace.error()};
  Input input{.trace = std::move(*trace)};
  if (options.failures.empty()) return input;
  const auto failures = read_trace_file(options.failures);
  if (!failures) return Failure<std::string>{failures.error()};
  auto disturbances = sim::parse_disturbances(*failures, options.failures);
  if (!disturbances) return Failure<std::string>{disturbances.error()};
  input.disturbances = std::move(*disturbances);
  return input;
}

/// The trace as the user names it: a file, or what CloudWatch has.
Result<SavedTrace, NoTrace> find_trace(const SimulateOptions& options, const Lent& lent) {
  if (options.cloudwatch) return fetch_trace(*options.cloudwatch, lent);
  auto text = read_trace_file(options.trace);
  if (!text) return Failure<NoTrace>{{exit_codes::wrong_usage, text.error()}};
  return SavedTrace{.path = options.trace, .text = std::move(*text)};
}

sim::Scenario scenario_of(const SimulateOptions& options, const Input& input) {
  sim::Scenario scenario = scenario_of(options, input.trace, options.slo);
  scenario.disturbances = input.disturbances;
  return scenario;
}

void print_text(const sim::Comparison& comparison, const ReportFacts& facts) {
  const sim::Scenario& scenario = facts.scenario;
  const sim::Numbers& any = comparison.runs.front().numbers;
  fmt::print("{}: {}, {} messages, mean load {:.4g} tasks; no wait over {} s\n", facts.trace,
             sim::span_text(scenario.trace->seconds()), any.messages,
             static_cast<double>(any.messages) / scenario.service_rate /
                 static_cast<double>(scenario.trace->seconds()),
             scenario.slo);
  if (comparison.bound)
    fmt::print("no policy can do it with less than {:.1f} task-hours\n", comparison.bound->hours);
  if (const sim::Trace& trace = *scenario.trace; trace.recorded)
    fmt::print("{}\n", sim::recorded_text(comparison, *trace.recorded, trace.seconds()));
  fmt::print("\n{}\n", sim::table_text(comparison));
  for (const sim::PolicyRun& run : comparison.runs)
    fmt::print("{}\n", sim::chart_text(run, chart_width));
}

/// Prints the runs, and writes the page. The exit code.
int report(const SimulateOptions& options, const sim::Comparison& comparison,
           const ReportFacts& facts) {
  if (options.output == ReportForm::json)
    fmt::print("{}\n", simulation_json(comparison, facts));
  else if (options.output == ReportForm::markdown)
    fmt::print("{}", sim::table_markdown(comparison));
  else
    print_text(comparison, facts);
  if (options.bound && !comparison.bound)
    fmt::print(stderr,
               "sluice: even --max {} tasks all the time let a message wait longer than {} s: no "
               "policy can meet the objective, and there is no bound\n",
               facts.scenario.bounds.max, facts.scenario.slo);
  if (options.report.empty()) return exit_codes::done;
  if (write_file(options.report, simulation_page(comparison, facts))) return exit_codes::done;
  fmt::print(stderr, "sluice: {}: the page cannot be written there\n", one_line(options.report));
  return exit_codes::failed;
}

int simulate(const SimulateOptions& options, const Input& input, const std::string& path) {
  const sim::Scenario scenario = scenario_of(options, input);
  if (const std::string why = unusable_load(scenario, path); !why.empty()) return refused(why);
  const bool chart = options.output == ReportForm::text;
  const std::size_t stretches =
      !options.report.empty() ? page_stretches : (chart ? chart_width : 0);
  const sim::Comparison comparison = sim::compare(scenario, options.policies,
                                                  {.stretches = stretches,
                                                   .initial = options.initial,
                                                   .bound = options.bound,
                                                   .alarm_phase = options.alarm_phase});
  return report(options, comparison, ReportFacts{.trace = path, .scenario = scenario});
}

}  // namespace

int run_simulate(const SimulateOptions& options, const Lent& lent) {
  const auto saved = find_trace(options, lent);
  if (!saved) {
    fmt::print(stderr, "sluice: {}\n", one_line(saved.error().why));
    return saved.error().exit_code;
  }
  const auto input = read_input(options, *saved);
  if (!input) return refused(input.error());
  return simulate(options, *input, saved->path);
}

}  // namespace sluice::apps
