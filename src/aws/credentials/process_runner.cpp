#include "aws/credentials/process_runner.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>
#include <utility>

namespace sluice::aws {
namespace {

namespace asio = boost::asio;
constexpr auto as_tuple_awaitable = asio::as_tuple(asio::use_awaitable);

std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

/// A program that was started: killed with its group, and reaped, when this goes
/// away.
class Child {
 public:
  explicit Child(pid_t pid) : pid_{pid} {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (reaped_) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
  }

  /// How it ended, as waitpid tells; nothing while it runs.
  std::optional<int> ended() {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    reaped_ = true;
    return status;
  }

 private:
  pid_t pid_;
  bool reaped_ = false;
};

/// What is told to posix_spawn: a group of its own, signals as a fresh program
/// expects them, no input, and `output` as standard output.
class SpawnPlan {
 public:
  explicit SpawnPlan(int output) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);  // Asio's sockets
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigaddset(&signals, SIGPIPE);  // ignored by us, and that would be inherited
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }

  Result<pid_t, std::string> carry_out(std::vector<std::string>& command) const {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (std::string& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t pid = 0;
    const int error =
        ::posix_spawnp(&pid, arguments.front(), &files_, &attributes_, arguments.data(), environ);
    if (error == 0) return pid;
    return Failure<std::string>{fmt::format("cannot be started: {}", reason(error))};
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

/// All that comes before the end of `output`; nothing where it is more than
/// `most` bytes.
asio::awaitable<std::optional<std::string>> read_all(asio::posix::stream_descriptor& output,
                                                     std::size_t most) {
  std::string all;
  std::array<char, 4096> part{};
  while (all.size() <= most) {
    const auto [error, size] =
        co_await output.async_read_some(asio::buffer(part), as_tuple_awaitable);
    if (error) co_return all;
    all.append(part.data(), size);
  }
  co_return std::nullopt;
}

/// Waits for the child's end; `child_ended` must have been listening since before
/// its start.
asio::awaitable<int> status_of(Child& child, asio::signal_set& child_ended) {
  for (;;) {
    if (const auto status = child.ended()) co_return *status;
    co_await child_ended.async_wait(asio::use_awaitable);  // throws when cancelled
  }
}

asio::awaitable<Result<std::string, std::string>> outcome(Child& child,
                                                          asio::posix::stream_descriptor& output,
                                                          asio::signal_set& child_ended,
                                                          std::size_t most) {
  auto text = co_await read_all(output, most);
  if (!text) co_return Failure<std::string>{fmt::format("wrote more than {} bytes", most)};
  const int status = co_await status_of(child, child_ended);
  if (WIFSIGNALED(status))
    co_return Failure<std::string>{fmt::format("was ended by signal {}", WTERMSIG(status))};
  if (WEXITSTATUS(status) != 0)
    co_return Failure<std::string>{fmt::format("ended with status {}", WEXITSTATUS(status))};
  co_return *std::move(text);
}

}  // namespace

asio::awaitable<Result<std::string, std::string>> SystemProcesses::run(
    std::vector<std::string> command, ProcessLimits limits) {
  using asio::experimental::awaitable_operators::operator||;
  const auto executor = co_await asio::this_coro::executor;
  asio::signal_set child_ended{executor, SIGCHLD};
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
    co_return Failure<std::string>{fmt::format("cannot be started: {}", reason(errno))};
  asio::posix::stream_descriptor output{executor, pipe[0]};
  const auto pid = SpawnPlan{pipe[1]}.carry_out(command);
  ::close(pipe[1]);
  if (!pid) co_return Failure<std::string>{pid.error()};

  Child child{*pid};
  auto first =
      co_await (outcome(child, output, child_ended, limits.output) || sleeper_.sleep(limits.time));
  if (auto* ended = std::get_if<0>(&first)) co_return std::move(*ended);
  co_return Failure<std::string>{
      fmt::format("did not end within {} s and was killed",
                  std::chrono::duration_cast<std::chrono::seconds>(limits.time).count())};
}

}  // namespace sluice::aws
