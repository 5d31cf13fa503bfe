#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "base/nearest.hpp"
#include "sim/csv_lines.hpp"
#include "sluice/command_flags.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

constexpr Span<double> targets{1e-6, 1e12, "messages a task, above 0, such as 20"};
constexpr Span<Duration> objectives{1s, 24h, "a span from 1s to 24h, such as 60s"};
constexpr Span<Duration> spans{0s, 24h, "a span from 0s to 24h, such as 45s"};

sim::NamedPolicy named(std::string_view flag, std::string_view name,
                       const sim::PolicyChoices& choices) {
  const auto settings = sim::policy_named(name, choices);
  if (settings) return {std::string{name}, *settings};
  const std::string meant = nearest(name, sim::policy_names());
  throw UsageError{fmt::format("{}: '{:.100}' is no policy{}; give one of {}", flag, name,
                               meant.empty() ? "" : fmt::format("; did you mean {}?", meant),
                               fmt::join(sim::policy_names(), ", "))};
}

}  // namespace

void SimulateFlags::add_to(CLI::App& app) {
  CLI::App* simulate = app.add_subcommand(
      "simulate", "Replay an arrival trace in virtual time under one or several policies");
  simulate->add_option("--trace", trace_, "The arrival trace, plain or compressed by gzip")
      ->type_name("FILE");
  cloudwatch_.add_to(*simulate);
  add_policies_to(*simulate);
  scenario_.add_service_to(*simulate);
  simulate->add_option("--slo", slo_, "No message is to wait longer (default 60s)")
      ->type_name("60s");
  scenario_.add_load_to(*simulate);
  simulate->add_option("--failures", failures_, "A file of what goes wrong, and when")
      ->type_name("FILE");
  simulate->add_flag("--no-bound", no_bound_, "Do without the bound and the clairvoyant");
  simulate->add_option("--output", output_, "text (default), json or markdown")->type_name("FORM");
  simulate->add_option("--report", report_, "Write a page that shows the runs")
      ->type_name("F.html");
}

void SimulateFlags::add_policies_to(CLI::App& simulate) {
  simulate
      .add_option(
          "--policy", policy_,
          fmt::format("One of {} (default target-tracking)", fmt::join(sim::policy_names(), ", ")))
      ->type_name("POLICY");
  simulate.add_option("--compare", compare_, "Several policies side by side")->type_name("A,B,C");
  simulate.add_option("--target", target_, "Messages a task (default: each policy's own)")
      ->type_name("20");
  simulate.add_option("--scale-out-cooldown", out_cooldown_, "Default: each policy's own")
      ->type_name("300s");
  simulate.add_option("--scale-in-cooldown", in_cooldown_, "Default: each policy's own")
      ->type_name("300s");
  scenario_.add_timing_to(simulate);
  simulate.add_flag("--cached-metrics", cached_metrics_,
                    "The policy hpa uses KEDA's polls, each 30s (useCachedMetrics)");
  simulate
      .add_option("--stabilization", stabilization_,
                  "The policy hpa's stabilizationWindowSeconds of scaling down (default 300s)")
      ->type_name("300s");
  simulate.add_option("--tasks", tasks_, "How many tasks the policy static has")->type_name("N");
}

sim::PolicyChoices SimulateFlags::choices(const ScenarioOptions& options) const {
  sim::PolicyChoices choices;
  choices.publish_at = options.publish_at;
  choices.publish_every = options.publish_every;
  if (!target_.empty()) choices.target = read_number("--target", target_, targets);
  if (!out_cooldown_.empty())
    choices.out_cooldown =
        std::chrono::seconds{read_seconds("--scale-out-cooldown", out_cooldown_, spans)};
  if (!in_cooldown_.empty())
    choices.in_cooldown =
        std::chrono::seconds{read_seconds("--scale-in-cooldown", in_cooldown_, spans)};
  if (!stabilization_.empty())
    choices.stabilization =
        std::chrono::seconds{read_seconds("--stabilization", stabilization_, spans)};
  if (!tasks_.empty()) choices.tasks = read_count("--tasks", tasks_);
  choices.cached_metrics = cached_metrics_;
  return choices;
}

std::vector<sim::NamedPolicy> SimulateFlags::policies(const ScenarioOptions& options) const {
  if (!policy_.empty() && !compare_.empty())
    throw UsageError{"--policy and --compare exclude each other; give one of them"};
  const std::string_view flag = compare_.empty() ? "--policy" : "--compare";
  const std::string& given = compare_.empty() ? policy_ : compare_;
  const sim::PolicyChoices chosen = choices(options);
  if (given.empty()) return {named(flag, "target-tracking", chosen)};
  std::vector<sim::NamedPolicy> all;
  for (const std::string_view name : sim::csv_fields(given)) {
    all.push_back(named(flag, name, chosen));
    if (all.back().name == "static" && !chosen.tasks)
      throw UsageError{"--tasks: the policy static needs a number of tasks; give --tasks 20"};
  }
  return all;
}

SimulateOptions SimulateFlags::checked() const {
  auto cloudwatch = cloudwatch_.checked();
  if (trace_.empty() && !cloudwatch)
    throw UsageError{
        "--trace: no trace is given; give a file with lines 't_seconds,arrivals', or "
        "--from-cloudwatch QUEUE_NAME"};
  if (!trace_.empty() && cloudwatch)
    throw UsageError{"--trace and --from-cloudwatch exclude each other; give one of them"};
  SimulateOptions options;
  scenario_.read(options);
  options.trace = trace_;
  options.cloudwatch = std::move(cloudwatch);
  options.policies = policies(options);
  options.failures = failures_;
  if (!slo_.empty()) options.slo = read_seconds("--slo", slo_, objectives);
  options.bound = !no_bound_;
  options.output = read_report_form(output_);
  options.report = report_;
  return options;
}

}  // namespace sluice::apps
