#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace sluice::local {

/// A program to run, as a container or a function execution environment would.
struct ProcessCommand {
  std::vector<std::string> arguments;  ///< the program, then its arguments
  std::map<std::string, std::string, std::less<>> environment = {};  ///< all of it
  std::filesystem::path working_directory = {};
  std::filesystem::path output_file = {};  ///< both streams are appended to it; empty: to none
};

/// How a process ended.
struct ProcessEnd {
  int exit_code;   ///< 128 + the signal where a signal ended it, as shells and ECS have it
  int signal = 0;  ///< 0: it exited by itself
};

/// Names a process that was started; never used again.
using ProcessId = std::uint64_t;

/// What a process tells whoever started it; called on the event loop.
struct ProcessListener {
  std::function<void(std::string_view line)> printed;  ///< standard output and error, by line
  std::function<void(ProcessEnd end)> ended;           ///< once, after the last line
};

/// Real processes with a guardian each: whatever a process leaves behind (its
/// whole tree, daemons included) is killed when it ends, and everything is when
/// we end, however that happens (kill -9 included).
class Processes {
 public:
  Processes() = default;
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;
  virtual ~Processes() = default;

  /// The error says why the program cannot be started (not found, not
  /// executable), in one line.
  virtual Result<ProcessId, std::string> start(ProcessCommand command,
                                               ProcessListener listener) = 0;
  /// Sends `signal` to the process and its group; SIGKILL kills its whole tree.
  /// One that has ended is passed over.
  virtual void send_signal(ProcessId process, int signal) = 0;
  /// CPU time used so far by the process and its descendants; nothing where it
  /// has ended.
  [[nodiscard]] virtual std::optional<Duration> cpu_time(ProcessId process) const = 0;
};

}  // namespace sluice::local
