#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <map>
#include <memory>

#include "local/process/process.hpp"

namespace sluice::local {

/// Real processes of this machine, on one event loop and its thread. Each is
/// started by a guardian, which is this very program, executed again as
/// `<program> guardian ...` (run_guardian). When this goes away, every process is
/// killed first, and the destructor returns when all are gone; their listeners
/// hear nothing more.
///
/// A program without a slash in its name is looked for in the PATH of its own
/// environment. Programs get no input, and signals as a fresh program expects
/// them; their output files are appended to.
class GuardedProcesses final : public Processes {
 public:
  /// `guardian` is a program whose main hands the guardian's subcommand to
  /// run_guardian.
  explicit GuardedProcesses(boost::asio::any_io_executor executor,
                            std::filesystem::path guardian = "/proc/self/exe");
  GuardedProcesses(const GuardedProcesses&) = delete;
  GuardedProcesses& operator=(const GuardedProcesses&) = delete;
  ~GuardedProcesses() override;

  Result<ProcessId, std::string> start(ProcessCommand command, ProcessListener listener) override;
  void send_signal(ProcessId process, int signal) override;
  [[nodiscard]] std::optional<Duration> cpu_time(ProcessId process) const override;

 private:
  class Running;

  boost::asio::any_io_executor executor_;
  std::filesystem::path guardian_;
  std::map<ProcessId, std::shared_ptr<Running>> running_;
  ProcessId last_ = 0;
};

}  // namespace sluice::local
