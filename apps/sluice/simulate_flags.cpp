#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "base/nearest.hpp"
#include "sim/csv_lines.hpp"
#include "sluice/command_flags.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

constexpr Span<double> rates{1e-6, 1e9, "messages a second that one task takes, such as 1 or 0.2"};
constexpr Span<double> counts{0, 1e5, "a whole number of tasks from 0 to 100000"};
constexpr Span<double> factors{1e-9, 1e9, "a factor above 0, such as 0.5"};
constexpr Span<double> loads{1e-6, 1e5, "a number of tasks above 0, such as 12"};
constexpr Span<double> targets{1e-6, 1e12, "messages a task, above 0, such as 20"};
constexpr Span<double> shares{0, 1, "a share from 0 to 1, such as 0.1"};
constexpr Span<Duration> objectives{1s, 24h, "a span from 1s to 24h, such as 60s"};
constexpr Span<Duration> spans{0s, 24h, "a span from 0s to 24h, such as 45s"};
constexpr Span<Duration> intervals{1min, 1h, "a span from 1m to 1h, such as 5m"};
constexpr Span<Duration> minute{0s, 59s, "a span from 0s to 59s: a moment of each minute"};

sim::Second seconds(std::string_view flag, const std::string& text, const Span<Duration>& span) {
  const Duration value = read_span(flag, text, span);
  if (value % 1s != Duration{0}) throw unusable(flag, text, "whole seconds, such as 45s");
  return value / 1s;
}

std::int64_t whole(std::string_view flag, const std::string& text) {
  const double value = read_number(flag, text, counts);
  if (value != std::floor(value)) throw unusable(flag, text, counts.advice);
  return static_cast<std::int64_t>(value);
}

/// "45s", or "20s..90s" where it is drawn.
sim::StartDelay start_delay(const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) {
    const sim::Second fixed = seconds("--start-delay", text, spans);
    return {.least = fixed, .most = fixed};
  }
  const sim::StartDelay delay{.least = seconds("--start-delay", text.substr(0, dots), spans),
                              .most = seconds("--start-delay", text.substr(dots + 2), spans)};
  if (delay.least > delay.most)
    throw unusable("--start-delay", text, "the shorter one first, such as 20s..90s");
  return delay;
}

sim::NamedPolicy named(std::string_view flag, std::string_view name,
                       const sim::PolicyChoices& choices) {
  const auto settings = sim::policy_named(name, choices);
  if (settings) return {std::string{name}, *settings};
  const std::string meant = nearest(name, sim::policy_names());
  throw UsageError{fmt::format("{}: '{:.100}' is no policy{}; give one of {}", flag, name,
                               meant.empty() ? "" : fmt::format("; did you mean {}?", meant),
                               fmt::join(sim::policy_names(), ", "))};
}

SimulateOptions::Form form(const std::string& text) {
  if (text.empty() || text == "text") return SimulateOptions::Form::text;
  if (text == "json") return SimulateOptions::Form::json;
  if (text == "markdown") return SimulateOptions::Form::markdown;
  throw unusable("--output", text, "text, json or markdown");
}

bool exact(const std::string& text) {
  if (text.empty() || text == "poisson") return false;
  if (text == "exact") return true;
  throw unusable("--arrivals", text, "poisson or exact");
}

}  // namespace

void SimulateFlags::add_to(CLI::App& app) {
  CLI::App* simulate = app.add_subcommand(
      "simulate", "Replay an arrival trace in virtual time under one or several policies");
  simulate->add_option("--trace", trace_, "The arrival trace, plain or compressed by gzip")
      ->type_name("FILE");
  cloudwatch_.add_to(*simulate);
  add_policies_to(*simulate);
  add_service_to(*simulate);
  add_load_to(*simulate);
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
  simulate
      .add_option("--publish-at", publish_at_,
                  "When in each minute the publisher runs (default 0s)")
      ->type_name("17s");
  simulate.add_option("--publish-every", publish_every_, "How often it does (default 60s)")
      ->type_name("5m");
  simulate
      .add_option("--alarm-at", alarm_at_,
                  "When in each minute alarms look (default: each at its own moment)")
      ->type_name("5s");
  simulate.add_flag("--cached-metrics", cached_metrics_,
                    "The policy hpa uses KEDA's polls, each 30s (useCachedMetrics)");
  simulate
      .add_option("--stabilization", stabilization_,
                  "The policy hpa's stabilizationWindowSeconds of scaling down (default 300s)")
      ->type_name("300s");
  simulate.add_option("--tasks", tasks_, "How many tasks the policy static has")->type_name("N");
}

void SimulateFlags::add_service_to(CLI::App& simulate) {
  simulate
      .add_option("--service-rate", service_rate_,
                  "Messages a second that one task takes (default 1)")
      ->type_name("1");
  simulate
      .add_option("--start-delay", start_delay_,
                  "From a task's start until it serves; with two dots drawn (default 45s)")
      ->type_name("20s..90s");
  simulate.add_option("--drain", drain_, "Billed after a stop (default 0s)")->type_name("30s");
  simulate.add_option("--min", min_, "The fewest tasks (default 2)")->type_name("N");
  simulate.add_option("--max", max_, "The most tasks (default 100)")->type_name("N");
  simulate
      .add_option("--initial", initial_, "Tasks at first (default: what the first minute needs)")
      ->type_name("N");
  simulate.add_option("--slo", slo_, "No message is to wait longer (default 60s)")
      ->type_name("60s");
}

void SimulateFlags::add_load_to(CLI::App& simulate) {
  simulate.add_option("--scale", scale_, "Every count of the trace times this (default 1)")
      ->type_name("0.5");
  simulate
      .add_option("--mean-load", mean_load_, "Scale the trace so that it keeps so many tasks busy")
      ->type_name("12");
  simulate
      .add_option("--peak-load", peak_load_,
                  "With --mean-load: less, where a static service would need more than this")
      ->type_name("60");
  simulate
      .add_option("--arrivals", arrivals_,
                  "poisson (default), or exact: the trace's rates, nothing left to chance")
      ->type_name("KIND");
  simulate.add_option("--tail", tail_, "After the trace, without arrivals (default 300s)")
      ->type_name("300s");
  simulate.add_option("--staleness", staleness_, "How old SQS's counts are (default 0s)")
      ->type_name("30s");
  simulate.add_option("--lag", lag_, "How slowly SQS's counts follow (default 0s)")
      ->type_name("30s");
  simulate.add_option("--noise", noise_, "By what share SQS's counts are off (default 0)")
      ->type_name("0.1");
  simulate.add_option("--seed", seed_, "The seed of everything random (default 1)")->type_name("N");
}

sim::PolicyChoices SimulateFlags::choices() const {
  sim::PolicyChoices choices;
  if (!target_.empty()) choices.target = read_number("--target", target_, targets);
  if (!out_cooldown_.empty())
    choices.out_cooldown =
        std::chrono::seconds{seconds("--scale-out-cooldown", out_cooldown_, spans)};
  if (!in_cooldown_.empty())
    choices.in_cooldown = std::chrono::seconds{seconds("--scale-in-cooldown", in_cooldown_, spans)};
  if (!publish_at_.empty())
    choices.publish_at = std::chrono::seconds{seconds("--publish-at", publish_at_, minute)};
  if (!publish_every_.empty())
    choices.publish_every =
        std::chrono::seconds{seconds("--publish-every", publish_every_, intervals)};
  if (!stabilization_.empty())
    choices.stabilization = std::chrono::seconds{seconds("--stabilization", stabilization_, spans)};
  if (!tasks_.empty()) choices.tasks = whole("--tasks", tasks_);
  choices.cached_metrics = cached_metrics_;
  return choices;
}

std::vector<sim::NamedPolicy> SimulateFlags::policies() const {
  if (!policy_.empty() && !compare_.empty())
    throw UsageError{"--policy and --compare exclude each other; give one of them"};
  const std::string_view flag = compare_.empty() ? "--policy" : "--compare";
  const std::string& given = compare_.empty() ? policy_ : compare_;
  const sim::PolicyChoices chosen = choices();
  if (given.empty()) return {named(flag, "target-tracking", chosen)};
  std::vector<sim::NamedPolicy> all;
  for (const std::string_view name : sim::csv_fields(given)) {
    all.push_back(named(flag, name, chosen));
    if (all.back().name == "static" && !chosen.tasks)
      throw UsageError{"--tasks: the policy static needs a number of tasks; give --tasks 20"};
  }
  return all;
}

void SimulateFlags::read_service(SimulateOptions& options) const {
  if (!service_rate_.empty())
    options.service_rate = read_number("--service-rate", service_rate_, rates);
  if (!start_delay_.empty()) options.tasks.start_delay = start_delay(start_delay_);
  if (!drain_.empty()) options.tasks.drain = seconds("--drain", drain_, spans);
  if (!min_.empty()) options.bounds.min = whole("--min", min_);
  if (!max_.empty()) options.bounds.max = whole("--max", max_);
  if (options.bounds.max < 1 || options.bounds.min > options.bounds.max)
    throw UsageError{fmt::format("--min {} --max {}: give a max from 1 on, and a min up to it",
                                 options.bounds.min, options.bounds.max)};
  if (!initial_.empty()) options.initial = whole("--initial", initial_);
  if (!slo_.empty()) options.slo = seconds("--slo", slo_, objectives);
}

void SimulateFlags::read_load(SimulateOptions& options) const {
  if (!tail_.empty()) options.tail = seconds("--tail", tail_, spans);
  if (!staleness_.empty()) options.counts.staleness = seconds("--staleness", staleness_, spans);
  if (!lag_.empty()) options.counts.lag = static_cast<double>(seconds("--lag", lag_, spans));
  if (!noise_.empty()) options.counts.noise = read_number("--noise", noise_, shares);
  if (!scale_.empty() && !mean_load_.empty())
    throw UsageError{"--scale and --mean-load exclude each other; give one of them"};
  if (!peak_load_.empty() && mean_load_.empty())
    throw UsageError{"--peak-load: it limits --mean-load; give both, such as --mean-load 12"};
  if (!scale_.empty()) options.scale = read_number("--scale", scale_, factors);
  if (!mean_load_.empty()) options.mean_load = read_number("--mean-load", mean_load_, loads);
  if (!peak_load_.empty()) options.peak_load = read_number("--peak-load", peak_load_, loads);
  options.exact_arrivals = exact(arrivals_);
  if (!seed_.empty()) options.seed = read_seed("--seed", seed_);
}

SimulateOptions SimulateFlags::checked() const {
  auto cloudwatch = cloudwatch_.checked();
  if (trace_.empty() && !cloudwatch)
    throw UsageError{
        "--trace: no trace is given; give a file with lines 't_seconds,arrivals', or "
        "--from-cloudwatch QUEUE_NAME"};
  if (!trace_.empty() && cloudwatch)
    throw UsageError{"--trace and --from-cloudwatch exclude each other; give one of them"};
  SimulateOptions options{.trace = trace_,
                          .cloudwatch = std::move(cloudwatch),
                          .policies = policies(),
                          .failures = failures_};
  read_service(options);
  read_load(options);
  options.bound = !no_bound_;
  if (!alarm_at_.empty())
    options.alarm_phase = std::chrono::seconds{seconds("--alarm-at", alarm_at_, minute)};
  options.output = form(output_);
  options.report = report_;
  return options;
}

}  // namespace sluice::apps
