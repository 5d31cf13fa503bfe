#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "http/sleeper.hpp"

namespace sluice::aws {

/// How far a program may go before it is killed.
struct ProcessLimits {
  Duration time = std::chrono::seconds{60};
  std::size_t output = std::size_t{64} << 10U;  ///< bytes
};

/// Runs other programs. Lent by `main`, so that tests can lend another.
class ProcessRunner {
 public:
  ProcessRunner() = default;
  ProcessRunner(const ProcessRunner&) = delete;
  ProcessRunner& operator=(const ProcessRunner&) = delete;
  virtual ~ProcessRunner() = default;

  /// What `command` (the program, looked for in PATH, then its arguments) wrote
  /// to its standard output before it ended with status 0. Otherwise what
  /// happened, in one line. REQUIRES: `command` is not empty.
  virtual boost::asio::awaitable<Result<std::string, std::string>> run(
      std::vector<std::string> command, ProcessLimits limits) = 0;
};

/// Runs programs of this machine, on the event loop of the calling coroutine.
/// They inherit the environment and standard error, but no input. A program
/// that passes a limit, or whose caller is cancelled, is killed together with
/// its process group; it is always reaped.
class SystemProcesses final : public ProcessRunner {
 public:
  /// `sleeper` measures the time limit, and must outlive this.
  explicit SystemProcesses(http::Sleeper& sleeper) : sleeper_{sleeper} {}

  boost::asio::awaitable<Result<std::string, std::string>> run(std::vector<std::string> command,
                                                               ProcessLimits limits) override;

 private:
  http::Sleeper& sleeper_;
};

}  // namespace sluice::aws
