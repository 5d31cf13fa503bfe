#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "local/process/guardian.hpp"
#include "sluice/commands.hpp"
#include "sluice/lending.hpp"

namespace {

using namespace sluice;

/// The name under which Lambda hands over its Runtime API.
constexpr std::string_view runtime_api = "AWS_LAMBDA_RUNTIME_API";

/// Which function does which command.
struct Dispatch {
  const apps::Lent& lent;
  int operator()(const apps::PublishOptions& options) const {
    return apps::run_publish(options, lent);
  }
  int operator()(const apps::LocalOptions& options) const { return apps::run_local(options, lent); }
  int operator()(const apps::DemoOptions& options) const { return apps::run_demo(options, lent); }
  int operator()(const apps::SimulateOptions& options) const {
    return apps::run_simulate(options, lent);
  }
  int operator()(const apps::PlanOptions& options) const { return apps::run_plan(options, lent); }
  int operator()(const apps::ConfigCheckOptions& options) const {
    return apps::run_config_check(options, lent);
  }
  int operator()(const apps::IamOptions& options) const { return apps::run_iam(options, lent); }
  int operator()(const apps::OrdersWorkerOptions& options) const {
    return apps::run_orders_worker(options, lent);
  }
};

int run(std::vector<std::string> arguments, const apps::Lent& lent) {
  const auto lambda_host = lent.environment.find(runtime_api);
  if (arguments.empty() && lambda_host) return apps::run_lambda(*lambda_host, lent);
  const auto command = apps::parse_command_line(std::move(arguments));
  if (!command) {
    const apps::Ending& ending = command.error();
    std::fputs(ending.text.c_str(), ending.exit_code == 0 ? stdout : stderr);
    return ending.exit_code;
  }
  return std::visit(Dispatch{lent}, *command);
}

}  // namespace

int main(int argc, char** argv) {
  // Before there are threads: a guardian forks. Hidden, for `sluice local` alone.
  const std::span<char* const> words{argv, static_cast<std::size_t>(argc)};
  if (words.size() > 3 && std::string_view{words[1]} == local::guardian_subcommand)
    return local::run_guardian(words.subspan(2));
  apps::run_as_program([&](const apps::Lent& lent) { return run({argv + 1, argv + argc}, lent); });
}
