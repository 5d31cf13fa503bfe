#include "local/process/guarded_processes.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <cerrno>
#include <csignal>

#include "local/process/launch.hpp"
#include "local/process/line_splitter.hpp"
#include "local/process/process_tree.hpp"

namespace sluice::local {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

ProcessEnd end_of(int status) {
  constexpr int signalled = 128;  // what shells add to the signal's number
  if (!WIFSIGNALED(status)) return ProcessEnd{.exit_code = WEXITSTATUS(status)};
  return ProcessEnd{.exit_code = signalled + WTERMSIG(status), .signal = WTERMSIG(status)};
}

void append(const Descriptor& file, std::string_view bytes) {
  while (file.open() && !bytes.empty()) {
    const ssize_t size = ::write(file.number(), bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;  // the disk is full: the program goes on all the same
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

}  // namespace

/// One process. Its handlers keep it alive until the last of them has run; after
/// `forsake` they do nothing.
class GuardedProcesses::Running : public std::enable_shared_from_this<Running> {
 public:
  Running(const asio::any_io_executor& executor, Launched launched, ProcessListener listener,
          std::function<void()> gone)
      : guardian_{launched.guardian},
        life_{std::move(launched.life)},
        output_{executor, launched.output.release()},
        status_{executor, launched.status.release()},
        file_{std::move(launched.output_file)},
        listener_{std::move(listener)},
        gone_{std::move(gone)} {
    output_.non_blocking(true);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() = default;

  void listen() {
    read_output();
    asio::async_read(status_, asio::buffer(&wait_status_, sizeof wait_status_),
                     [self = shared_from_this()](const error_code& error, std::size_t) {
                       // Without a status, somebody has killed the guardian.
                       if (error) self->wait_status_ = SIGKILL;
                       self->end();
                     });
  }

  void send(int signal) const {
    const auto byte = static_cast<unsigned char>(signal);
    // It fails only where the program has ended, or has a line full of signals to come.
    if (::send(life_.number(), &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) return;
  }

  [[nodiscard]] pid_t guardian() const { return guardian_; }

  /// Has everything killed; nobody listens any more.
  void forsake() {
    forsaken_ = true;
    life_.close();
    error_code ignored;
    output_.close(ignored);
    status_.close(ignored);
  }
  void reap() const {
    while (::waitpid(guardian_, nullptr, 0) < 0 && errno == EINTR) continue;
  }

 private:
  void read_output() {
    output_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this()](const error_code& error) {
                         if (error || self->forsaken_) return;
                         if (self->take_output()) self->read_output();
                       });
  }

  /// Hands on what can be read at once, a part of it at a time. False: no more will come.
  bool take_output() {
    std::array<char, std::size_t{64} << 10U> part{};
    error_code error;
    const std::size_t size = output_.read_some(asio::buffer(part), error);
    if (error) return error == asio::error::would_block || error == asio::error::interrupted;
    const std::string_view bytes{part.data(), size};
    append(file_, bytes);
    splitter_.feed(bytes, listener_.printed);
    return !forsaken_;
  }

  /// All writers are gone: what the pipe holds is the rest.
  void end() {
    if (forsaken_) return;
    error_code error;
    while (!error && !forsaken_) {
      asio::posix::stream_descriptor::bytes_readable waiting;
      output_.io_control(waiting, error);
      if (error || waiting.get() == 0 || !take_output()) break;
    }
    if (forsaken_) return;
    splitter_.finish(listener_.printed);
    if (forsaken_) return;
    const auto ended = std::move(listener_.ended);
    const ProcessEnd how = end_of(wait_status_);
    forsake();
    reap();  // at once: closing the status line was the last that it did
    gone_();
    ended(how);
  }

  pid_t guardian_;
  Descriptor life_;
  asio::posix::stream_descriptor output_;
  asio::posix::stream_descriptor status_;
  Descriptor file_;
  ProcessListener listener_;
  std::function<void()> gone_;
  LineSplitter splitter_;
  int wait_status_ = 0;
  bool forsaken_ = false;
};

GuardedProcesses::GuardedProcesses(asio::any_io_executor executor, std::filesystem::path guardian)
    : executor_{std::move(executor)}, guardian_{std::move(guardian)} {}

GuardedProcesses::~GuardedProcesses() {
  for (const auto& [id, running] : running_) running->forsake();
  for (const auto& [id, running] : running_) running->reap();
}

Result<ProcessId, std::string> GuardedProcesses::start(ProcessCommand command,
                                                       ProcessListener listener) {
  auto launched = launch(guardian_, command);
  if (!launched) return Failure<std::string>{std::move(launched.error())};
  if (!listener.printed) listener.printed = [](std::string_view) {};
  if (!listener.ended) listener.ended = [](ProcessEnd) {};
  const ProcessId id = ++last_;
  const auto running = std::make_shared<Running>(
      executor_, std::move(*launched), std::move(listener), [this, id] { running_.erase(id); });
  running_.emplace(id, running);
  running->listen();
  return id;
}

void GuardedProcesses::send_signal(ProcessId process, int signal) {
  const auto found = running_.find(process);
  if (found != running_.end()) found->second->send(signal);
}

std::optional<Duration> GuardedProcesses::cpu_time(ProcessId process) const {
  const auto found = running_.find(process);
  if (found == running_.end()) return std::nullopt;
  return descendants_cpu_time(found->second->guardian());
}

}  // namespace sluice::local
