#include "sluice/child_process.hpp"

#include <gtest/gtest.h>

#include <boost/asio/this_coro.hpp>
#include <csignal>
#include <functional>

#include "support/run.hpp"
#include "support/temporary_folder.hpp"

namespace sluice::apps {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Long enough for any machine; no test waits for it.
constexpr Duration patience = 30s;

/// What a shell script's process did to `with`.
using Use = std::function<asio::awaitable<std::string>(ChildProcess& child)>;

asio::awaitable<std::string> with_script(std::string script, std::string log, Use use) {
  std::vector<std::string> command{"/bin/sh", "-c", std::move(script)};
  auto child = ChildProcess::start(co_await asio::this_coro::executor, std::move(command), log);
  if (!child) co_return child.error();
  co_return co_await use(*child);
}

asio::awaitable<std::string> first_line(ChildProcess& child) {
  const auto line = co_await child.read_line(patience);
  co_return line ? *line : "error: " + line.error();
}

asio::awaitable<std::string> line_then_end(ChildProcess& child) {
  std::string said = co_await first_line(child);
  co_await child.end(patience);
  const auto rest = co_await child.read_line(patience);
  co_return said + ", " + (rest ? *rest : rest.error());
}

asio::awaitable<std::string> line_then_impatient_end(ChildProcess& child) {
  std::string said = co_await first_line(child);
  co_await child.end(1ms);
  co_return said;
}

asio::awaitable<std::string> silence(ChildProcess& child) {
  const auto line = co_await child.read_line(1ms);
  co_return line ? *line : line.error();
}

class ChildProcessTest : public testing::Test {
 protected:
  std::string with(std::string script, Use use) {
    return run(with_script(std::move(script), folder_.path() / "log", std::move(use)));
  }
  TemporaryFolder folder_;
};

TEST_F(ChildProcessTest, IsReadLineByLine) {
  EXPECT_EQ(with("echo ready; echo more", first_line), "ready");
}

TEST_F(ChildProcessTest, EndsBySigterm) {
  EXPECT_EQ(
      with("trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.01; done", line_then_end),
      "ready, bye");
}

TEST_F(ChildProcessTest, IsKilledWhereItDoesNotEnd) {
  EXPECT_EQ(with("trap '' TERM; echo ready; while :; do sleep 1; done", line_then_impatient_end),
            "ready");
}

TEST_F(ChildProcessTest, ThatEndsSaysSo) {
  EXPECT_EQ(with("exit 3", first_line), "error: it ended");
}

TEST_F(ChildProcessTest, ThatIsSilentIsNotWaitedForForEver) {
  EXPECT_EQ(with("exec sleep 60", silence), "it said nothing in time");
}

TEST_F(ChildProcessTest, LogsItsStandardErrorToAFile) {
  EXPECT_EQ(with("echo trouble >&2; echo ready", first_line), "ready");
  std::ifstream log{folder_.path() / "log"};
  std::string line;
  std::getline(log, line);
  EXPECT_EQ(line, "trouble");
}

}  // namespace
}  // namespace sluice::apps
