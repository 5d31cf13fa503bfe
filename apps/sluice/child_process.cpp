#include "sluice/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace sluice::apps {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t longest_line = 4096;
constexpr Duration between_looks = 20ms;
constexpr int cannot_execute = 127;  // as shells have it

Failure<std::string> failed(std::string_view what) {
  return Failure<std::string>{fmt::format("{}: {}", what, std::generic_category().message(errno))};
}

/// What the child does between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(char* const* arguments, int output, int log, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(cannot_execute);  // it died before the line above
  ::setpgid(0, 0);  // a Ctrl-C at the terminal is for the demo, which ends us in order
  ::dup2(output, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  const int nothing = ::open("/dev/null", O_RDONLY);  // NOLINT(*-vararg)
  if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::execv(arguments[0], arguments);
  ::_exit(cannot_execute);
}

asio::awaitable<void> pass(Duration span) {
  asio::steady_timer timer{co_await asio::this_coro::executor};
  timer.expires_after(span);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace

Result<ChildProcess, std::string> ChildProcess::start(const asio::any_io_executor& executor,
                                                      std::vector<std::string> command,
                                                      const std::filesystem::path& log) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return failed("a pipe cannot be made");
  asio::posix::stream_descriptor output{executor, pipe[0]};
  const asio::posix::stream_descriptor input{executor, pipe[1]};
  const int log_file =
      ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);  // NOLINT(*-vararg)
  if (log_file < 0) return failed(log.string());
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(arguments.data(), pipe[1], log_file, parent);
  ::close(log_file);
  if (pid < 0) return failed("a process cannot be started");
  return ChildProcess{pid, std::move(output)};
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_{std::exchange(other.pid_, 0)},
      output_{std::move(other.output_)},
      unread_{std::move(other.unread_)} {}

ChildProcess::~ChildProcess() {
  if (pid_ == 0 || has_ended()) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
}

asio::awaitable<Result<std::string, std::string>> ChildProcess::read_line(Duration limit) {
  using asio::experimental::awaitable_operators::operator||;
  auto read = asio::async_read_until(output_, asio::dynamic_buffer(unread_, longest_line), '\n',
                                     asio::as_tuple(asio::use_awaitable));
  const auto first = co_await (std::move(read) || pass(limit));
  if (first.index() == 1) co_return Failure<std::string>{"it said nothing in time"};
  const auto [error, size] = std::get<0>(first);
  if (error) co_return Failure<std::string>{"it ended"};
  std::string line = unread_.substr(0, size - 1);
  unread_.erase(0, size);
  co_return line;
}

asio::awaitable<void> ChildProcess::end(Duration patience) {
  if (pid_ == 0) co_return;
  ::kill(pid_, SIGTERM);
  for (Duration waited{}; waited < patience && !has_ended(); waited += between_looks)
    co_await pass(between_looks);
  if (pid_ != 0) ::kill(pid_, SIGKILL);
  while (pid_ != 0 && !has_ended()) co_await pass(between_looks);
}

bool ChildProcess::has_ended() {
  if (::waitpid(pid_, nullptr, WNOHANG) != pid_) return false;
  pid_ = 0;
  return true;
}

}  // namespace sluice::apps
