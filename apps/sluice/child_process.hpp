#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace sluice::apps {

/// A program that we started; it ends with us, however we end.
class ChildProcess {
 public:
  /// Starts `command`, whose standard error is appended to `log`. The error is
  /// one line.
  static Result<ChildProcess, std::string> start(const boost::asio::any_io_executor& executor,
                                                 std::vector<std::string> command,
                                                 const std::filesystem::path& log);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  /// Kills it where `end` was not awaited.
  ~ChildProcess();

  /// The next line of its standard output. The error: it ended, or said nothing
  /// for that long.
  boost::asio::awaitable<Result<std::string, std::string>> read_line(Duration limit);

  /// SIGTERM, and SIGKILL where it has not ended within `patience`.
  boost::asio::awaitable<void> end(Duration patience);

 private:
  ChildProcess(pid_t pid, boost::asio::posix::stream_descriptor output)
      : pid_{pid}, output_{std::move(output)} {}
  [[nodiscard]] bool has_ended();

  pid_t pid_;  ///< 0: none any more
  boost::asio::posix::stream_descriptor output_;
  std::string unread_;
};

}  // namespace sluice::apps
