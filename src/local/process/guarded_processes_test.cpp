#include "local/process/guarded_processes.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <charconv>
#include <csignal>
#include <fstream>
#include <sstream>

#include "support/temporary_folder.hpp"

namespace sluice::local {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/// Whether a process is there; a zombie is not.
bool alive(pid_t process) {
  std::ifstream stat{"/proc/" + std::to_string(process) + "/stat"};
  std::string text{std::istreambuf_iterator<char>{stat}, {}};
  const std::size_t name_end = text.rfind(')');
  return name_end != std::string::npos && text.at(name_end + 2) != 'Z';
}

/// Waits, 10 s at most, until a process has ended.
bool gone(pid_t process) {
  for (int i = 0; i < 1000 && alive(process); ++i) ::poll(nullptr, 0, 10);
  return !alive(process);
}

std::size_t open_files() {
  const std::filesystem::directory_iterator files{"/proc/self/fd"};
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

/// A shell's script as a process, and what became of it.
class Scripts : public testing::Test {
 protected:
  ProcessCommand script(std::string text) const {
    return {.arguments = {"sh", "-c", std::move(text)},
            .environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"GREETING", "hello"}},
            .working_directory = folder_.path()};
  }

  ProcessListener listener(std::function<void(std::string_view)> also = [](std::string_view) {}) {
    return {.printed =
                [this, also](std::string_view line) {
                  lines_.emplace_back(line);
                  also(line);
                },
            .ended = [this](ProcessEnd end) { ends_.push_back(end); }};
  }

  ProcessId start(ProcessCommand command) {
    const auto started = processes_.start(std::move(command), listener());
    if (!started) ADD_FAILURE() << started.error();
    return started.value_or(0);
  }

  void run_until_printed(std::size_t lines) {
    while (lines_.size() < lines && loop_.run_one_for(10s) > 0) continue;
    ASSERT_GE(lines_.size(), lines);
  }

  ProcessEnd run_to_end() {
    while (ends_.empty() && loop_.run_one_for(10s) > 0) continue;
    if (ends_.size() != 1) ADD_FAILURE() << ends_.size() << " ends";
    return ends_.empty() ? ProcessEnd{-1} : ends_.front();
  }

  TemporaryFolder folder_;
  boost::asio::io_context loop_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.get_executor()};
  GuardedProcesses processes_{loop_.get_executor(), SLUICE_GUARDIAN_PROGRAM};
  std::vector<std::string> lines_;
  std::vector<ProcessEnd> ends_;
};

TEST_F(Scripts, BothStreamsComeByLineAndGoIntoTheFile) {
  auto command = script("echo $GREETING; echo oops >&2; pwd; printf end");
  command.output_file = folder_.path() / "output.log";
  std::ofstream{command.output_file} << "before\n";
  start(command);
  EXPECT_EQ(run_to_end().exit_code, 0);
  const std::string here = std::filesystem::canonical(folder_.path()).string();
  EXPECT_THAT(lines_, ElementsAre("hello", "oops", here, "end"));
  std::stringstream file;
  file << std::ifstream{command.output_file}.rdbuf();
  EXPECT_EQ(file.str(), "before\nhello\noops\n" + here + "\nend");
}

TEST_F(Scripts, TheExitStatusIsTheProgramsOwn) {
  start(script("exit 7"));
  const ProcessEnd end = run_to_end();
  EXPECT_EQ(end.exit_code, 7);
  EXPECT_EQ(end.signal, 0);
}

TEST_F(Scripts, ASignalsNumberIsAddedTo128) {
  start(script("kill -SEGV $$"));
  const ProcessEnd end = run_to_end();
  EXPECT_EQ(end.exit_code, 139);
  EXPECT_EQ(end.signal, SIGSEGV);
}

TEST_F(Scripts, ASignalReachesTheProgramAndCanBeHandled) {
  const auto id =
      start(script("trap 'echo stopping; exit 3' TERM; echo up; while :; do sleep 0.01; done"));
  run_until_printed(1);
  processes_.send_signal(id, SIGTERM);
  EXPECT_EQ(run_to_end().exit_code, 3);
  EXPECT_EQ(lines_.back(), "stopping");
}

TEST_F(Scripts, ASignalSentAtOnceArrives) {
  const auto id = start(script("sleep 60"));
  processes_.send_signal(id, SIGTERM);
  EXPECT_EQ(run_to_end().signal, SIGTERM);
}

TEST_F(Scripts, ASignalToWhoHasJustEndedIsNoMatter) {
  const auto id = start(script("exit 0"));
  siginfo_t ended{};
  ASSERT_EQ(::waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT), 0) << "its end is not noticed yet";
  processes_.send_signal(id, SIGTERM);
  EXPECT_EQ(run_to_end().exit_code, 0);
}

TEST_F(Scripts, WhoIgnoresSigtermIsKilled) {
  const auto id = start(script("trap '' TERM; echo up; while :; do sleep 0.01; done"));
  run_until_printed(1);
  processes_.send_signal(id, SIGTERM);
  processes_.send_signal(id, SIGKILL);
  EXPECT_EQ(run_to_end().exit_code, 137);
  processes_.send_signal(id, SIGKILL);  // it has ended: passed over
  EXPECT_FALSE(processes_.cpu_time(id));
}

TEST_F(Scripts, WhatTheProgramLeavesBehindIsKilled) {
  start(script("(setsid sh -c 'sleep 300 & echo $!; wait' &) ; sleep 0.2"));
  EXPECT_EQ(run_to_end().exit_code, 0);
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_TRUE(gone(std::stoi(lines_.front())));
}

TEST_F(Scripts, AProgramThatIsNotThereIsNotStarted) {
  auto command = script("");
  command.arguments = {"no-such-program-here"};
  auto started = processes_.start(command, {});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error(), "no-such-program-here cannot be executed: No such file or directory");
  command.arguments = {"/etc/passwd"};
  started = processes_.start(command, {});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error(), "/etc/passwd cannot be executed: Permission denied");
  command = script("true");
  command.working_directory = folder_.path() / "nowhere";
  started = processes_.start(command, {});
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error(), HasSubstr("the working directory"));
  command = script("true");
  command.arguments.clear();
  EXPECT_FALSE(processes_.start(command, {}));
}

TEST_F(Scripts, AFileThatIsNoProgramEndsWith127) {
  auto command = script("");
  const auto file = folder_.path() / "garbage";
  std::ofstream{file} << "\x7f no program\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  command.arguments = {"./garbage"};
  start(command);
  EXPECT_EQ(run_to_end().exit_code, 127);
  EXPECT_THAT(lines_, ElementsAre("./garbage: cannot be executed: Exec format error"));
}

TEST_F(Scripts, CpuTimeCountsTheWholeTree) {
  const auto id = start(
      script("sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; echo done; sleep 60"));
  run_until_printed(1);
  const auto used = processes_.cpu_time(id);
  ASSERT_TRUE(used);
  EXPECT_GE(*used, 20ms);
  processes_.send_signal(id, SIGKILL);
  run_to_end();
}

TEST_F(Scripts, NothingStaysOpenAndNothingStaysAZombie) {
  start(script("true"));
  run_to_end();
  const std::size_t before = open_files();
  for (int i = 0; i < 20; ++i) {
    ends_.clear();
    start(script("echo x; exit 1"));
    run_to_end();
  }
  EXPECT_EQ(open_files(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
}

TEST_F(Scripts, TheProgramSeesNothingOfOurs) {
  const int ours = ::open("/dev/null", O_RDONLY);  // not close-on-exec
  start(script("ls /proc/self/fd | wc -l"));
  run_to_end();
  EXPECT_THAT(lines_, ElementsAre("4"));  // input, output, error, and the directory
  ::close(ours);
}

TEST_F(Scripts, OutputOfAMegabyteComesWhole) {
  start(script("head -c 1000000 /dev/zero | tr '\\0' x"));
  EXPECT_EQ(run_to_end().exit_code, 0);
  std::size_t bytes = 0;
  for (const std::string& line : lines_) bytes += line.size();
  EXPECT_EQ(bytes, 1000000U);
  EXPECT_EQ(lines_.size(), 4U);
}

TEST_F(Scripts, AListenerMayStartTheNextOne) {
  std::vector<int> codes;
  const auto started =
      processes_.start(script("exit 1"), {.printed = {}, .ended = [&](ProcessEnd end) {
                                            codes.push_back(end.exit_code);
                                            start(script("exit 2"));
                                          }});
  ASSERT_TRUE(started);
  codes.push_back(run_to_end().exit_code);
  EXPECT_THAT(codes, ElementsAre(1, 2));
}

TEST_F(Scripts, AllAreKilledWhenTheirOwnerGoesAway) {
  {
    GuardedProcesses other{loop_.get_executor(), SLUICE_GUARDIAN_PROGRAM};
    ASSERT_TRUE(
        other.start(script("trap '' TERM; echo $$; while :; do sleep 0.01; done"), listener()));
    run_until_printed(1);
  }
  EXPECT_FALSE(alive(std::stoi(lines_.front())));
  loop_.run_for(1ms);
  EXPECT_TRUE(ends_.empty());
}

TEST_F(Scripts, KillMinus9OfTheStarterKillsTheWholeTree) {
  auto command = script("");
  // A starter, itself a process of ours, so that its own output comes to us.
  std::array<int, 2> lines{};
  ASSERT_EQ(::pipe2(lines.data(), O_CLOEXEC), 0);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, lines[1], STDOUT_FILENO);
  std::string tree = "trap '' TERM; (setsid sleep 300 & echo $!); echo $$; sleep 300";
  std::vector<std::string> words{SLUICE_GUARDIAN_PROGRAM, "start", "sh", "-c", tree};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t starter = 0;
  ASSERT_EQ(
      ::posix_spawn(&starter, SLUICE_GUARDIAN_PROGRAM, &files, nullptr, arguments.data(), environ),
      0);
  posix_spawn_file_actions_destroy(&files);
  ::close(lines[1]);
  std::string printed;
  std::array<char, 64> part{};
  while (std::ranges::count(printed, '\n') < 2) {
    const ssize_t size = ::read(lines[0], part.data(), part.size());
    ASSERT_GT(size, 0);
    printed.append(part.data(), static_cast<std::size_t>(size));
  }
  ::close(lines[0]);
  std::istringstream pids{printed};
  pid_t daemon = 0;
  pid_t shell = 0;
  pids >> daemon >> shell;
  ASSERT_TRUE(alive(daemon));
  ASSERT_TRUE(alive(shell));
  ::kill(starter, SIGKILL);
  ::waitpid(starter, nullptr, 0);
  EXPECT_TRUE(gone(daemon));
  EXPECT_TRUE(gone(shell));
}

}  // namespace
}  // namespace sluice::local
