#include "aws/credentials/process_runner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "support/run.hpp"
#include "support/temporary_folder.hpp"

namespace sluice::aws {
namespace {

using testing::StartsWith;
using Outcome = Result<std::string, std::string>;

/// No program under test is slow enough to meet this.
constexpr Duration ample = std::chrono::hours{1};

Outcome run_shell(const std::string& script, ProcessLimits limits = {.time = ample}) {
  http::TimerSleeper sleeper;
  SystemProcesses processes{sleeper};
  return run(processes.run({"/bin/sh", "-c", script}, limits));
}

bool nothing_to_reap() {
  return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD;
}

class Processes : public testing::Test {
 protected:
  ~Processes() override { EXPECT_TRUE(nothing_to_reap()) << "a child was left behind"; }
};

TEST_F(Processes, GiveWhatTheyWrote) {
  EXPECT_EQ(run_shell("printf 'a\\nb'"), "a\nb");
}

TEST_F(Processes, TakeTheirArgumentsAsTheyAre) {
  http::TimerSleeper sleeper;
  SystemProcesses processes{sleeper};
  EXPECT_EQ(run(processes.run({"printf", "%s|", "a b", "$HOME", "*"}, {.time = ample})),
            "a b|$HOME|*|");
}

TEST_F(Processes, HaveNoInput) {
  EXPECT_EQ(run_shell("cat; printf end"), "end");
}

TEST_F(Processes, InheritNoFilesOfOurs) {
  TemporaryFolder folder;
  FILE* const ours = std::fopen(folder.write("ours", "").c_str(), "r");
  ASSERT_NE(ours, nullptr);
  EXPECT_EQ(run_shell("ls /proc/self/fd | wc -w"), "4\n") << "0, 1, 2, and the folder itself";
  static_cast<void>(std::fclose(ours));
}

TEST_F(Processes, AreReapedWhereTheyGoOnAfterTheirOutput) {
  EXPECT_EQ(run_shell("printf done; exec >&-; sleep 0.05"), "done");
}

TEST_F(Processes, ThatEndBadlySayHow) {
  EXPECT_EQ(run_shell("printf partial; exit 3").error(), "ended with status 3");
  EXPECT_EQ(run_shell("kill -TERM $$").error(), "was ended by signal 15");
}

TEST_F(Processes, ThatDoNotExistSayWhy) {
  http::TimerSleeper sleeper;
  SystemProcesses processes{sleeper};
  const Outcome outcome = run(processes.run({"/no/such/program"}, {.time = ample}));
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error(), StartsWith("cannot be started: "));
}

TEST_F(Processes, MayWriteAsMuchAsTheLimitAndNoMore) {
  EXPECT_EQ(run_shell("head -c 100 /dev/zero", {.time = ample, .output = 100})->size(), 100U);
  EXPECT_EQ(run_shell("head -c 101 /dev/zero", {.time = ample, .output = 100}).error(),
            "wrote more than 100 bytes");
  EXPECT_EQ(run_shell("cat /dev/zero").error(), "wrote more than 65536 bytes");
}

/// Lets its time pass as soon as the program has made a sign of life.
class SleepUntilFileExists final : public http::Sleeper {
 public:
  explicit SleepUntilFileExists(std::filesystem::path file) : file_{std::move(file)} {}
  boost::asio::awaitable<void> sleep(Duration) override {
    while (!std::filesystem::exists(file_)) co_await boost::asio::post(boost::asio::use_awaitable);
  }

 private:
  std::filesystem::path file_;
};

bool is_alive(const std::filesystem::path& pid_file) {
  std::ifstream file{pid_file};
  pid_t pid = 0;
  file >> pid;
  EXPECT_GT(pid, 0);
  // A killed grandchild may stay for a moment as init's zombie: its state is Z.
  std::ifstream stat{"/proc/" + std::to_string(pid) + "/stat"};
  std::string number;
  std::string name;
  std::string state = "gone";
  stat >> number >> name >> state;
  return state != "gone" && state != "Z" && state != "X";
}

TEST_F(Processes, ThatHangAreKilledWithTheirChildren) {
  TemporaryFolder folder;
  const std::string pid_file = (folder.path() / "pid").string();
  SleepUntilFileExists sleeper{pid_file};
  SystemProcesses processes{sleeper};
  const Outcome outcome = run(processes.run(
      {"/bin/sh", "-c",
       "sleep 600 & echo $! >" + pid_file + ".new; mv " + pid_file + ".new " + pid_file + "; wait"},
      {.time = std::chrono::seconds{60}}));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error(), "did not end within 60 s and was killed");
  while (is_alive(pid_file)) std::this_thread::yield();
}

TEST_F(Processes, WhoseCallerGoesAwayAreKilledAndReaped) {
  TemporaryFolder folder;
  const std::filesystem::path sign = folder.path() / "sign";
  http::TimerSleeper sleeper;
  SystemProcesses processes{sleeper};
  {
    boost::asio::io_context loop;
    boost::asio::co_spawn(
        loop, processes.run({"/bin/sh", "-c", "touch " + sign.string() + "; sleep 600"}, {}),
        [](const std::exception_ptr&, const Outcome&) {});
    while (!std::filesystem::exists(sign)) loop.poll();
  }
  EXPECT_TRUE(nothing_to_reap());
}

TEST_F(Processes, CanRunSideBySide) {
  http::TimerSleeper sleeper;
  SystemProcesses processes{sleeper};
  boost::asio::io_context loop;
  std::vector<std::string> outputs;
  for (const char* const script : {"sleep 0.02; printf slow", "printf quick", "exit 1"}) {
    boost::asio::co_spawn(loop, processes.run({"/bin/sh", "-c", script}, {.time = ample}),
                          [&](const std::exception_ptr& thrown, const Outcome& outcome) {
                            EXPECT_EQ(thrown, nullptr);
                            outputs.push_back(outcome.value_or("failed"));
                          });
  }
  loop.run();
  EXPECT_THAT(outputs, testing::UnorderedElementsAre("slow", "quick", "failed"));
}

}  // namespace
}  // namespace sluice::aws
