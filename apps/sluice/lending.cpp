#include "sluice/lending.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <random>
#include <string>
#include <string_view>

#include "base/system_clock.hpp"
#include "http/sleeper.hpp"
#include "sluice/json_log.hpp"

namespace sluice::apps {
namespace {

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

int lend_to(const std::function<int(const Lent& lent)>& work) {
  const Environment environment = read_environment();
  const SystemFiles files;
  const SystemClock clock;
  std::random_device entropy;
  Random random{(std::uint64_t{entropy()} << 32U) | entropy()};
  http::TimerSleeper sleeper;
  JsonLog log{clock};
  return work(Lent{environment, files, clock, random, sleeper, log});
}

}  // namespace

void run_as_program(const std::function<int(const Lent& lent)>& work) {
  int exit_code = 1;
  try {
    exit_code = lend_to(work);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sluice: %s\n", error.what());
  }
  std::fflush(stdout);
  // Not `return`: a name look-up of Asio's that never comes back would hold the
  // process until the system's resolver gives up, long after all work is done.
  std::_Exit(exit_code);
}

}  // namespace sluice::apps
