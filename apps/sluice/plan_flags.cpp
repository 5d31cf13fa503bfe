#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>

#include "publish/queue_reference.hpp"
#include "sluice/command_flags.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

constexpr Span<double> targets{1e-6, 1e12, "messages a task, above 0, such as 20"};
constexpr Span<Duration> spans{0s, 24h, "a span from 0s to 24h, such as 300s"};
constexpr Span<double> budgets{1, 100'000, "a whole number of settings from 1 to 100000"};
constexpr Span<double> threads{1, 1024, "a whole number of threads from 1 to 1024"};
constexpr Span<double> vcpus{0.001, 192, "vCPUs of a task, such as 0.25"};
constexpr Span<double> gigabytes{0.001, 1000, "gigabytes of a task, such as 0.5"};

std::size_t whole(std::string_view flag, const std::string& text, const Span<double>& span) {
  const double value = read_number(flag, text, span);
  const auto number = static_cast<std::size_t>(value);
  if (static_cast<double>(number) != value) throw unusable(flag, text, span.advice);
  return number;
}

/// Whether the text may stand between quotes in any file: letters, digits and these.
bool has_only(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text, [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || marks.find(c) != marks.npos;
  });
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
std::string name(std::string_view flag, const std::string& text) {
  if (text.empty() || text.size() > 255 || !has_only(text, "-_"))
    throw unusable(flag, text, "1 to 255 letters, digits, hyphens and underscores");
  return text;
}

/// As deploy/terraform asks for it.
std::string queue_arn(const std::string& text) {
  const auto queue = publish::parse_queue_reference(text);
  if (!text.starts_with("arn:") || !queue || !has_only(text, "-_:."))
    throw unusable("--queue", text,
                   "a queue's ARN, such as arn:aws:sqs:us-east-1:123456789012:orders-queue");
  return text;
}

}  // namespace

void PlanFlags::add_to(CLI::App& app) {
  CLI::App* plan = app.add_subcommand(
      "plan", "Search for the settings that meet an objective for waits at the least cost");
  plan->add_option("--trace", traces_, "Arrival traces; the objective has to hold on each of them")
      ->type_name("FILE...");
  plan->add_option("--slo", slo_, "The objective, such as 'p99 < 60s' or 'miss < 0.1% over 60s'")
      ->type_name("OBJECTIVE");
  scenario_.add_service_to(*plan);
  scenario_.add_load_to(*plan);
  scenario_.add_timing_to(*plan);
  plan->add_option("--highest-min", highest_min_,
                   "The highest min to try (default: what the mean load keeps busy)")
      ->type_name("N");
  plan->add_option("--settings", settings_, "How many settings to try (default 500)")
      ->type_name("N");
  plan->add_option("--jobs", jobs_, "Threads (default: one a core); the plan is the same")
      ->type_name("N");
  add_today_to(*plan);
  add_money_to(*plan);
  plan->add_option("--output", output_, "text (default), json or markdown")->type_name("FORM");
}

void PlanFlags::add_today_to(CLI::App& plan) {
  plan.add_option("--today-target", today_target_, "Messages a task, as it is now (default 20)")
      ->type_name("20");
  plan.add_option("--today-scale-out-cooldown", today_out_cooldown_, "As it is now (default 300s)")
      ->type_name("300s");
  plan.add_option("--today-scale-in-cooldown", today_in_cooldown_, "As it is now (default 300s)")
      ->type_name("300s");
  plan.add_option("--today-min", today_min_, "As it is now (default: --min)")->type_name("N");
  plan.add_option("--today-max", today_max_, "As it is now (default: --max)")->type_name("N");
}

void PlanFlags::add_money_to(CLI::App& plan) {
  plan.add_option("--vcpu", vcpu_, "vCPUs of a task on Fargate (default 0.25)")->type_name("0.25");
  plan.add_option("--memory-gb", memory_gb_, "Gigabytes of a task on Fargate (default 0.5)")
      ->type_name("0.5");
  plan.add_option("--cluster", cluster_, "For the printed files (default orders)")
      ->type_name("NAME");
  plan.add_option("--service", service_, "For the printed files (default orders-service)")
      ->type_name("NAME");
  plan.add_option("--queue", queue_, "For the printed files: the queue's ARN")->type_name("ARN");
}

void PlanFlags::read_today(PlanOptions& options) const {
  sim::TargetTrackingSettings policy;
  if (!today_target_.empty()) policy.target = read_number("--today-target", today_target_, targets);
  if (!today_out_cooldown_.empty())
    policy.cooldowns.out = std::chrono::seconds{
        read_seconds("--today-scale-out-cooldown", today_out_cooldown_, spans)};
  if (!today_in_cooldown_.empty())
    policy.cooldowns.in =
        std::chrono::seconds{read_seconds("--today-scale-in-cooldown", today_in_cooldown_, spans)};
  policy.publish_at = options.publish_at.value_or(policy.publish_at);
  policy.publish_every = options.publish_every.value_or(policy.publish_every);
  world::CapacityBounds bounds = options.bounds;
  if (!today_min_.empty()) bounds.min = read_count("--today-min", today_min_);
  if (!today_max_.empty()) bounds.max = read_count("--today-max", today_max_);
  if (bounds.max < 1 || bounds.min > bounds.max)
    throw UsageError{
        fmt::format("--today-min {} --today-max {}: give a max from 1 on, and a min up to it",
                    bounds.min, bounds.max)};
  options.today = {.policy = policy, .bounds = bounds};
}

void PlanFlags::read_search(PlanOptions& options) const {
  if (!settings_.empty()) options.settings = whole("--settings", settings_, budgets);
  if (!jobs_.empty()) options.jobs = whole("--jobs", jobs_, threads);
  if (highest_min_.empty()) return;
  options.highest_min = read_count("--highest-min", highest_min_);
  if (options.bounds.clamp(*options.highest_min) != *options.highest_min)
    throw unusable("--highest-min", highest_min_,
                   fmt::format("a number of tasks from --min {} to --max {}", options.bounds.min,
                               options.bounds.max));
}

void PlanFlags::read_facts(PlanOptions& options) const {
  plan::Prices& prices = options.facts.prices;
  if (!vcpu_.empty()) prices.vcpus = read_number("--vcpu", vcpu_, vcpus);
  if (!memory_gb_.empty()) prices.gigabytes = read_number("--memory-gb", memory_gb_, gigabytes);
  plan::ServiceNames& names = options.facts.names;
  if (!cluster_.empty()) names.cluster = name("--cluster", cluster_);
  if (!service_.empty()) names.service = name("--service", service_);
  if (!queue_.empty()) names.queue = queue_arn(queue_);
}

PlanOptions PlanFlags::checked() const {
  if (traces_.empty())
    throw UsageError{"--trace: no trace is given; give a file with lines 't_seconds,arrivals'"};
  if (slo_.empty()) throw UsageError{"--slo: no objective is given; give one such as 'p99 < 60s'"};
  const auto objective = plan::parse_objective(slo_);
  if (!objective) throw UsageError{fmt::format("--slo: {}", objective.error())};
  PlanOptions options;
  scenario_.read(options);
  options.traces = traces_;
  options.objective = *objective;
  read_today(options);
  read_search(options);
  read_facts(options);
  options.output = read_report_form(output_);
  return options;
}

}  // namespace sluice::apps
