// A small program for tests of real processes: it is its own guardian, as
// `sluice` is, and as `guardian_program start <program> <arguments>...` a parent
// that starts a process, prints what that prints, and lives until it has ended.
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "local/process/guarded_processes.hpp"
#include "local/process/guardian.hpp"

int main(int argc, char** argv) {
  const std::span<char* const> words{argv, static_cast<std::size_t>(argc)};
  if (words.size() < 3) return 2;
  if (std::string_view{words[1]} == sluice::local::guardian_subcommand)
    return sluice::local::run_guardian(words.subspan(2));

  boost::asio::io_context loop;
  sluice::local::GuardedProcesses processes{loop.get_executor()};
  sluice::local::ProcessCommand command{.arguments = {words.begin() + 2, words.end()},
                                        .environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}}};
  int exit_code = 1;
  const auto started = processes.start(
      std::move(command), {.printed =
                               [](std::string_view line) {
                                 std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
                                 std::fflush(stdout);
                               },
                           .ended = [&](const auto& end) { exit_code = end.exit_code; }});
  if (!started) {
    std::fprintf(stderr, "%s\n", started.error().c_str());
    return 1;
  }
  loop.run();
  return exit_code;
}
