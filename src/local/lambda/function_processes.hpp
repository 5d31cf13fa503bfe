#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "local/lambda/function_environment.hpp"
#include "local/process/process.hpp"
#include "world/lambda/ports.hpp"
#include "world/location.hpp"

namespace sluice::local {

/// How functions are run.
struct FunctionProcessesOptions {
  std::filesystem::path folder;  ///< of its own: made when needed, removed at the end
  std::string endpoint_url;      ///< where the SDKs in functions find us (AWS_ENDPOINT_URL)
  std::string path = "/usr/local/bin:/usr/bin:/bin";  ///< PATH; `node` is looked for there
  std::string node_path = {};  ///< modules that functions need not bring along (NODE_PATH)
  std::string access_key_id = "test";
  std::string secret_access_key = "test";
  std::string session_token = "test";
  /// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
  Duration init_limit = std::chrono::seconds{10};
};

/// What runs functions; all must outlive it.
struct FunctionProcessesMeans {
  asio::any_io_executor executor;
  Processes& processes;
  const Clock& cloud;    ///< at which things are told to have happened
  const Clock& machine;  ///< real time, of timeouts and durations
};

/// Runs functions as processes of this machine: `bootstrap` of the package for
/// the runtimes of the operating system, the machine's Node.js for those of
/// Node.js. One event loop and thread.
class FunctionProcesses final : public world::FunctionRuntime, private EnvironmentOwner {
 public:
  FunctionProcesses(FunctionProcessesMeans means, world::Location where,
                    FunctionProcessesOptions options);
  FunctionProcesses(const FunctionProcesses&) = delete;
  FunctionProcesses& operator=(const FunctionProcesses&) = delete;
  /// Stops everything, and tells nobody.
  ~FunctionProcesses() override;

  /// Whom to tell; once, before the first call. `events` must outlive it.
  void report_to(world::FunctionEvents& events) { events_ = &events; }

  void start(const world::EnvironmentPlan& plan, std::string_view zip) override;
  void invoke(world::EnvironmentId id, world::FunctionInvocation invocation) override;
  void stop(world::EnvironmentId id) override;

  /// Stops everything, and tells nobody.
  void abandon();

  /// Whether no invocation runs: the cloud's clock may go on.
  [[nodiscard]] bool idle() const { return working_ == 0; }
  /// Waits until that is so.
  asio::awaitable<void> all_done();

 private:
  class CodeFolder;
  struct Entry {
    std::shared_ptr<FunctionEnvironment> environment;
    std::shared_ptr<CodeFolder> code;
    bool working = false;
  };

  std::shared_ptr<CodeFolder> code_folder(const std::string& sha256, std::string_view zip);
  [[nodiscard]] Result<ProcessCommand, std::string> command(const world::EnvironmentPlan& plan,
                                                            const CodeFolder& code,
                                                            std::uint16_t port) const;
  void rest(world::EnvironmentId id);
  void forget(world::EnvironmentId id);

  void printed(world::EnvironmentId id, std::string_view line) override;
  void finished(world::EnvironmentId id, world::InvocationOutcome outcome) override;
  void ended(world::EnvironmentId id) override;

  FunctionProcessesMeans means_;
  world::Location where_;
  FunctionProcessesOptions options_;
  world::FunctionEvents* events_ = nullptr;
  std::map<std::string, std::weak_ptr<CodeFolder>, std::less<>> code_;
  std::map<world::EnvironmentId, Entry> environments_;
  std::size_t working_ = 0;
  asio::steady_timer done_;  ///< cancelled when the last invocation ends
};

}  // namespace sluice::local
