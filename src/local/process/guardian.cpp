#include "local/process/guardian.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "local/process/process_tree.hpp"

namespace sluice::local {
namespace {

constexpr int cannot_execute = 127;  ///< what shells answer

/// How often what is being killed is looked at again, and for how long: a process
/// that hangs in the kernel cannot be killed, and must not keep us for ever.
constexpr int kill_pause_ms = 10;
constexpr int most_kill_rounds = 500;

int exit_code_of(int status) {
  constexpr int signalled = 128;
  return WIFSIGNALED(status) ? signalled + WTERMSIG(status) : WEXITSTATUS(status);
}

/// What the child does between fork and exec: system calls and nothing else.
[[noreturn]] void become(char* const* words, pid_t guardian) {
  ::setsid();
  // Should somebody kill the guardian itself, the program at least goes with it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != guardian) ::_exit(cannot_execute);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::execv(words[0], words + 1);
  const char* const reason = ::strerrordesc_np(errno);
  const std::array<std::string_view, 4> parts{
      words[1], ": cannot be executed: ", reason == nullptr ? "" : reason, "\n"};
  for (const std::string_view part : parts)
    if (::write(STDERR_FILENO, part.data(), part.size()) < 0) break;
  ::_exit(cannot_execute);
}

/// The program while it runs, and all that descends from it.
class Ward {
 public:
  explicit Ward(std::span<char* const> words) : words_{words.begin(), words.end()} {
    words_.push_back(nullptr);
  }

  /// False: there are too many processes, or no memory.
  bool start() {
    std::array<int, 2> executed{};
    if (::pipe2(executed.data(), O_CLOEXEC) != 0) return false;
    const pid_t guardian = ::getpid();
    program_ = ::fork();
    if (program_ == 0) become(words_.data(), guardian);
    ::close(executed[1]);
    // Ends when exec closes it: from then on the program's group can be signalled.
    char none = 0;
    while (::read(executed[0], &none, 1) < 0 && errno == EINTR) continue;
    ::close(executed[0]);
    return program_ > 0;
  }

  void pass_on(int signal) const {
    if (!status_) ::kill(-program_, signal);
  }

  /// Waits for those who have ended; tells how the program did, once it has.
  std::optional<int> reap() {
    int status = 0;
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0)
      if (pid == program_) status_ = status;
    childless_ = pid < 0 && errno == ECHILD;
    return status_;
  }

  /// Kills our children until there are none: whoever loses its parent by that
  /// becomes our child in turn, so nobody is missed, and no process id is used
  /// after we have reaped it.
  void kill_all() {
    for (int round = 0; round < most_kill_rounds; ++round) {
      for (const pid_t child : children_of(::getpid())) ::kill(child, SIGKILL);
      reap();
      if (childless_) return;
      ::poll(nullptr, 0, kill_pause_ms);
    }
  }

 private:
  std::vector<char*> words_;
  pid_t program_ = -1;
  std::optional<int> status_;
  bool childless_ = false;
};

/// A descriptor on which SIGCHLD can be read; every other signal is blocked, so
/// that only the life line decides over us.
int block_signals() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
  sigset_t child_ended;
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  return ::signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// The program alone holds its output: then its end is the output's end.
void leave_output() {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing < 0) return;
  ::dup2(nothing, STDOUT_FILENO);
  ::dup2(nothing, STDERR_FILENO);
  ::close(nothing);
}

/// Passes on the signals that came. False: the starter is gone, or asks for
/// everything to be killed.
bool heed(int life, const Ward& ward) {
  std::array<unsigned char, 16> signals{};
  const ssize_t count = ::read(life, signals.data(), signals.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  if (count == 0) return false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    if (signals.at(i) == SIGKILL) return false;
    ward.pass_on(signals.at(i));
  }
  return true;
}

/// Returns when the program has ended, or has to.
void watch(Ward& ward, int life, int child_ended) {
  std::array<pollfd, 2> events{pollfd{life, POLLIN, 0}, pollfd{child_ended, POLLIN, 0}};
  signalfd_siginfo seen{};
  while (!ward.reap()) {
    if (::poll(events.data(), events.size(), -1) < 0 && errno != EINTR) return;
    while (::read(child_ended, &seen, sizeof seen) > 0) continue;
    if (events[0].revents != 0 && !heed(life, ward)) return;
  }
}

}  // namespace

int run_guardian(std::span<char* const> words, GuardianLines lines) {
  ::fcntl(lines.life, F_SETFD, FD_CLOEXEC);
  ::fcntl(lines.status, F_SETFD, FD_CLOEXEC);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_NAME, "sluice-guardian");
  const int child_ended = block_signals();
  Ward ward{words};
  if (child_ended < 0 || !ward.start()) return cannot_execute;
  leave_output();
  watch(ward, lines.life, child_ended);
  ward.kill_all();
  // One that cannot be killed counts as killed.
  const int status = ward.reap().value_or(SIGKILL);
  while (::write(lines.status, &status, sizeof status) < 0 && errno == EINTR) continue;
  return exit_code_of(status);
}

}  // namespace sluice::local
