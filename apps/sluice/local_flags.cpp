#include <algorithm>
#include <chrono>

#include "base/calendar.hpp"
#include "sluice/command_flags.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

/// A day in a second: faster than any process of a task could follow.
constexpr Span<double> speeds{0, 86'400, "cloud seconds in a second, from 0 (stepped) to 86400"};
/// ECS gives a task up that does not start; nobody waits for an hour.
constexpr Span<Duration> start_delays{0s, 1h, "a span from 0s to 1h, such as 45s"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
std::string account(const std::string& text) {
  constexpr std::size_t digits = 12;
  if (text.size() != digits || !std::ranges::all_of(text, is_digit))
    throw unusable("--account", text, "an account id of 12 digits, such as 123456789012");
  return text;
}

std::string region(const std::string& text) {
  const auto allowed = [](char c) { return is_digit(c) || c == '-' || (c >= 'a' && c <= 'z'); };
  if (!std::ranges::all_of(text, allowed))
    throw unusable("--region", text, "a region's name, such as ap-southeast-2");
  return text;
}

Instant time(std::string_view flag, const std::string& text) {
  const auto at = parse_iso8601(text);
  if (!at) throw unusable(flag, text, "a time in UTC, such as 2024-12-26T00:00:00Z");
  return *at;
}

}  // namespace

void LocalFlags::add_to(CLI::App& app) {
  CLI::App* local = app.add_subcommand("local", "Be the AWS services of the loop, on this machine");
  local->add_option("--port", port_, "Listen on this port (default 4566; 0: any free one)")
      ->type_name("PORT");
  local
      ->add_option("--address", address_,
                   "Listen on this address (default 127.0.0.1; others are warned about)")
      ->type_name("ADDRESS");
  local
      ->add_option("--speed", speed_,
                   "Cloud seconds in one real second (default 1; 0: stepped by /_sluice/clock)")
      ->type_name("60");
  local->add_option("--data-dir", data_dir_, "Keep all state in this folder (default: in memory)")
      ->type_name("DIR");
  local->add_option("--account", account_, "The account's id (default 123456789012)")
      ->type_name("ID");
  local->add_option("--region", region_, "The region")->type_name("REGION");
  local
      ->add_option("--task-start-delay", task_start_delay_,
                   "How long a task takes to start, in cloud time (default 0s)")
      ->type_name("45s");
  local->add_option("--images", images_, "A file that says which command an image is")
      ->type_name("FILE");
  local->add_option("--seed", seed_, "The seed of everything random (default: another each time)")
      ->type_name("N");
  local
      ->add_option("--start-time", start_time_,
                   "What the cloud's clock shows at first (default: the present)")
      ->type_name("2024-12-26T00:00:00Z");
  local->add_option("--allow-host", allow_hosts_, "Take requests for this Host header too")
      ->type_name("HOST");
  local->add_flag("--log-requests", log_requests_, "Log each request");
}

LocalOptions LocalFlags::checked() const {
  LocalOptions options{.data_dir = data_dir_, .images = images_, .allow_hosts = allow_hosts_};
  if (!address_.empty()) options.address = address_;
  if (!port_.empty()) options.port = read_port("--port", port_);
  if (!speed_.empty()) options.speed = read_number("--speed", speed_, speeds);
  if (!account_.empty()) options.account = account(account_);
  options.region = region(region_);
  if (!task_start_delay_.empty())
    options.task_start_delay = read_span("--task-start-delay", task_start_delay_, start_delays);
  if (!seed_.empty()) options.seed = read_seed("--seed", seed_);
  if (!start_time_.empty()) options.start_time = time("--start-time", start_time_);
  options.log_requests = log_requests_;
  return options;
}

}  // namespace sluice::apps
