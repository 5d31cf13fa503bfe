#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/system_clock.hpp"
#include "http/sleeper.hpp"
#include "sluice/commands.hpp"
#include "sluice/json_log.hpp"

namespace {

using namespace sluice;

/// The name under which Lambda hands over its Runtime API.
constexpr std::string_view runtime_api = "AWS_LAMBDA_RUNTIME_API";

Environment read_environment() {
  std::map<std::string, std::string, std::less<>> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return Environment{std::move(variables)};
}

/// Which function does which command.
struct Dispatch {
  const apps::Lent& lent;
  int operator()(const apps::PublishOptions& options) const {
    return apps::run_publish(options, lent);
  }
  int operator()(const apps::LocalOptions& options) const { return apps::run_local(options, lent); }
  int operator()(const apps::DemoOptions& options) const { return apps::run_demo(options, lent); }
  int operator()(const apps::OrdersWorkerOptions& options) const {
    return apps::run_orders_worker(options, lent);
  }
};

int run(std::vector<std::string> arguments) {
  const Environment environment = read_environment();
  const SystemFiles files;
  const SystemClock clock;
  std::random_device entropy;
  Random random{(std::uint64_t{entropy()} << 32U) | entropy()};
  http::TimerSleeper sleeper;
  apps::JsonLog log{clock};
  const apps::Lent lent{environment, files, clock, random, sleeper, log};

  const auto lambda_host = environment.find(runtime_api);
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
  int exit_code = 1;
  try {
    exit_code = run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sluice: %s\n", error.what());
  }
  std::fflush(stdout);
  // Not `return`: a name look-up of Asio's that never comes back would hold the
  // process until the system's resolver gives up, long after all work is done.
  std::_Exit(exit_code);
}
