#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "http/server.hpp"
#include "http/service.hpp"
#include "local/process/process.hpp"
#include "world/lambda/ports.hpp"

namespace sluice::local {

namespace asio = boost::asio;

/// Who hears of an environment; never from within a call to it.
class EnvironmentOwner {
 public:
  EnvironmentOwner() = default;
  EnvironmentOwner(const EnvironmentOwner&) = delete;
  EnvironmentOwner& operator=(const EnvironmentOwner&) = delete;
  virtual ~EnvironmentOwner() = default;

  virtual void printed(world::EnvironmentId id, std::string_view line) = 0;
  /// With `environment_ended` set, the environment is over.
  virtual void finished(world::EnvironmentId id, world::InvocationOutcome outcome) = 0;
  /// It is over while it had nothing to do.
  virtual void ended(world::EnvironmentId id) = 0;
};

/// What an environment is given; all must outlive it.
struct EnvironmentMeans {
  asio::any_io_executor executor;
  Processes& processes;
  const Clock& machine;  ///< real time: timeouts are real, whatever the cloud's clock does
  Duration init_limit;
};

/// One execution environment: a function's process and its Runtime API, at a
/// port of its own. A coroutine that still answers the process keeps it alive.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
class FunctionEnvironment final : public http::Service,
                                  public std::enable_shared_from_this<FunctionEnvironment> {
 public:
  /// The process to start, for the port at which it finds its Runtime API; or
  /// why there is none.
  using Command = std::function<Result<ProcessCommand, std::string>(std::uint16_t port)>;

  FunctionEnvironment(EnvironmentMeans means, world::EnvironmentPlan plan, Command command,
                      EnvironmentOwner& owner);

  /// Once, before everything else.
  void start();
  /// REQUIRES: the invocation before has finished.
  void invoke(world::FunctionInvocation invocation);
  /// Kills the process; the owner hears nothing more.
  void stop();

  asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override;

 private:
  /// The invocation in hand, and since when the function has it.
  struct Work {
    world::FunctionInvocation invocation;
    std::optional<Instant> began = {};
  };
  enum class Phase { initializing, ready };

  void launch();
  void launch_again();
  void kill();
  void arm(Duration limit);
  void limit_passed();
  void process_ended(std::uint64_t generation, ProcessEnd end);
  void line_printed(std::uint64_t generation, std::string_view line);

  asio::awaitable<http::Response> next();
  http::Response deliver(Work& work);
  http::Response take_answer(std::string_view path, http::Request& request);
  http::Response take_init_error(http::Request& request);
  [[nodiscard]] world::InvocationOutcome outcome() const;
  void fail(std::string_view type, std::string_view text);
  void finish(world::InvocationOutcome outcome);
  static asio::awaitable<void> settle(std::shared_ptr<FunctionEnvironment> self,
                                      world::InvocationOutcome outcome);

  EnvironmentMeans means_;
  world::EnvironmentPlan plan_;
  Command command_;
  EnvironmentOwner& owner_;
  std::unique_ptr<http::Server> server_;
  asio::steady_timer limit_;
  asio::steady_timer wake_;  ///< cancelled when there may be something for the function
  Phase phase_ = Phase::initializing;
  std::optional<ProcessId> process_;
  std::uint64_t generation_ = 0;  ///< of the process; what an older one says does not count
  std::uint64_t limits_ = 0;      ///< of the timer, in the same way
  Instant init_began_{};
  std::optional<Duration> init_duration_;  ///< until it has been reported
  bool init_again_ = false;                ///< the second time, within the function's own timeout
  std::string unfit_;                      ///< why no process could be started
  std::optional<Work> work_;
  bool finishing_ = false;
  bool printed_ = false;
  bool over_ = false;
};

}  // namespace sluice::local
