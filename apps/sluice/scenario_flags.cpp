#include "sluice/scenario_flags.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

constexpr Span<double> rates{1e-6, 1e9, "messages a second that one task takes, such as 1 or 0.2"};
constexpr Span<double> counts{0, 1e5, "a whole number of tasks from 0 to 100000"};
constexpr Span<double> factors{1e-9, 1e9, "a factor above 0, such as 0.5"};
constexpr Span<double> loads{1e-6, 1e5, "a number of tasks above 0, such as 12"};
constexpr Span<double> shares{0, 1, "a share from 0 to 1, such as 0.1"};
constexpr Span<Duration> spans{0s, 24h, "a span from 0s to 24h, such as 45s"};
constexpr Span<Duration> places{0s, 24h * 366, "a place in the trace, such as 36h or 90m"};
constexpr Span<Duration> intervals{1min, 1h, "a span from 1m to 1h, such as 5m"};
constexpr Span<Duration> minute{0s, 59s, "a span from 0s to 59s: a moment of each minute"};

/// "45s", or "20s..90s" where it is drawn.
sim::StartDelay start_delay(const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) {
    const sim::Second fixed = read_seconds("--start-delay", text, spans);
    return {.least = fixed, .most = fixed};
  }
  const sim::StartDelay delay{.least = read_seconds("--start-delay", text.substr(0, dots), spans),
                              .most = read_seconds("--start-delay", text.substr(dots + 2), spans)};
  if (delay.least > delay.most)
    throw unusable("--start-delay", text, "the shorter one first, such as 20s..90s");
  return delay;
}

bool are_exact(const std::string& arrivals) {
  if (arrivals.empty() || arrivals == "poisson") return false;
  if (arrivals == "exact") return true;
  throw unusable("--arrivals", arrivals, "poisson or exact");
}

}  // namespace

sim::Second read_seconds(std::string_view flag, const std::string& text,
                         const Span<Duration>& span) {
  const Duration value = read_span(flag, text, span);
  if (value % 1s != Duration{0}) throw unusable(flag, text, "whole seconds, such as 45s");
  return value / 1s;
}

std::int64_t read_count(std::string_view flag, const std::string& text) {
  const double value = read_number(flag, text, counts);
  if (value != std::floor(value)) throw unusable(flag, text, counts.advice);
  return static_cast<std::int64_t>(value);
}

ReportForm read_report_form(const std::string& text) {
  if (text.empty() || text == "text") return ReportForm::text;
  if (text == "json") return ReportForm::json;
  if (text == "markdown") return ReportForm::markdown;
  throw unusable("--output", text, "text, json or markdown");
}

void ScenarioFlags::add_service_to(CLI::App& command) {
  command
      .add_option("--service-rate", service_rate_,
                  "Messages a second that one task takes (default 1)")
      ->type_name("1");
  command
      .add_option("--start-delay", start_delay_,
                  "From a task's start until it serves; with two dots drawn (default 45s)")
      ->type_name("20s..90s");
  command.add_option("--drain", drain_, "Billed after a stop (default 0s)")->type_name("30s");
  command.add_option("--min", min_, "The fewest tasks (default 2)")->type_name("N");
  command.add_option("--max", max_, "The most tasks (default 100)")->type_name("N");
  command
      .add_option("--initial", initial_, "Tasks at first (default: what the first minute needs)")
      ->type_name("N");
}

void ScenarioFlags::add_load_to(CLI::App& command) {
  command.add_option("--from", from_, "Play the trace from here on (default: its beginning)")
      ->type_name("36h");
  command.add_option("--to", to_, "Play the trace up to here (default: its end)")->type_name("60h");
  command.add_option("--scale", scale_, "Every count of the trace times this (default 1)")
      ->type_name("0.5");
  command
      .add_option("--mean-load", mean_load_, "Scale the trace so that it keeps so many tasks busy")
      ->type_name("12");
  command
      .add_option("--peak-load", peak_load_,
                  "With --mean-load: less, where a static service would need more than this")
      ->type_name("60");
  command
      .add_option("--arrivals", arrivals_,
                  "poisson (default), or exact: the trace's rates, nothing left to chance")
      ->type_name("KIND");
  command.add_option("--tail", tail_, "After the trace, without arrivals (default 300s)")
      ->type_name("300s");
  command.add_option("--staleness", staleness_, "How old SQS's counts are (default 0s)")
      ->type_name("30s");
  command.add_option("--lag", lag_, "How slowly SQS's counts follow (default 0s)")
      ->type_name("30s");
  command.add_option("--noise", noise_, "By what share SQS's counts are off (default 0)")
      ->type_name("0.1");
  command.add_option("--seed", seed_, "The seed of everything random (default 1)")->type_name("N");
}

void ScenarioFlags::add_timing_to(CLI::App& command) {
  command
      .add_option("--publish-at", publish_at_,
                  "When in each minute the publisher runs (default 0s)")
      ->type_name("17s");
  command.add_option("--publish-every", publish_every_, "How often it does (default 60s)")
      ->type_name("5m");
  command
      .add_option("--alarm-at", alarm_at_,
                  "When in each minute alarms look (default: each at its own moment)")
      ->type_name("5s");
}

void ScenarioFlags::read_service(ScenarioOptions& options) const {
  if (!service_rate_.empty())
    options.service_rate = read_number("--service-rate", service_rate_, rates);
  if (!start_delay_.empty()) options.tasks.start_delay = start_delay(start_delay_);
  if (!drain_.empty()) options.tasks.drain = read_seconds("--drain", drain_, spans);
  if (!min_.empty()) options.bounds.min = read_count("--min", min_);
  if (!max_.empty()) options.bounds.max = read_count("--max", max_);
  if (options.bounds.max < 1 || options.bounds.min > options.bounds.max)
    throw UsageError{fmt::format("--min {} --max {}: give a max from 1 on, and a min up to it",
                                 options.bounds.min, options.bounds.max)};
  if (!initial_.empty()) options.initial = read_count("--initial", initial_);
}

void ScenarioFlags::read_window(ScenarioOptions& options) const {
  if (!from_.empty()) options.window.from = read_seconds("--from", from_, places);
  if (!to_.empty()) options.window.to = read_seconds("--to", to_, places);
  if (options.window.to && *options.window.to <= options.window.from)
    throw UsageError{fmt::format("--to {}: it is not after --from {}; give a later place", to_,
                                 from_.empty() ? "0s" : from_)};
}

void ScenarioFlags::read_load(ScenarioOptions& options) const {
  if (!tail_.empty()) options.tail = read_seconds("--tail", tail_, spans);
  if (!staleness_.empty())
    options.counts.staleness = read_seconds("--staleness", staleness_, spans);
  if (!lag_.empty()) options.counts.lag = static_cast<double>(read_seconds("--lag", lag_, spans));
  if (!noise_.empty()) options.counts.noise = read_number("--noise", noise_, shares);
  if (!scale_.empty() && !mean_load_.empty())
    throw UsageError{"--scale and --mean-load exclude each other; give one of them"};
  if (!peak_load_.empty() && mean_load_.empty())
    throw UsageError{"--peak-load: it limits --mean-load; give both, such as --mean-load 12"};
  if (!scale_.empty()) options.scale = read_number("--scale", scale_, factors);
  if (!mean_load_.empty()) options.mean_load = read_number("--mean-load", mean_load_, loads);
  if (!peak_load_.empty()) options.peak_load = read_number("--peak-load", peak_load_, loads);
  options.exact_arrivals = are_exact(arrivals_);
  if (!seed_.empty()) options.seed = read_seed("--seed", seed_);
}

void ScenarioFlags::read_timing(ScenarioOptions& options) const {
  if (!publish_at_.empty())
    options.publish_at = std::chrono::seconds{read_seconds("--publish-at", publish_at_, minute)};
  if (!publish_every_.empty())
    options.publish_every =
        std::chrono::seconds{read_seconds("--publish-every", publish_every_, intervals)};
  if (!alarm_at_.empty())
    options.alarm_phase = std::chrono::seconds{read_seconds("--alarm-at", alarm_at_, minute)};
}

void ScenarioFlags::read(ScenarioOptions& options) const {
  read_service(options);
  read_window(options);
  read_load(options);
  read_timing(options);
}

}  // namespace sluice::apps
