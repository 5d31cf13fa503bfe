#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "world/lambda/function.hpp"

namespace sluice::world {

/// Names an execution environment; never used again.
using EnvironmentId = std::uint64_t;

/// An execution environment to start.
/// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
struct EnvironmentPlan {
  EnvironmentId id;
  std::string function;
  std::string version;
  FunctionSettings settings;
  std::string code_sha256;
  std::string log_group;
  std::string log_stream;
};

/// An invocation to hand to an environment.
struct FunctionInvocation {
  std::string request_id;
  std::string function_arn;  ///< as it was invoked
  std::string payload;
  std::string client_context = {};
};

/// Starts functions and runs them, in real time. What happens is told to
/// FunctionEvents, and never from within one of these calls.
class FunctionRuntime {
 public:
  FunctionRuntime() = default;
  FunctionRuntime(const FunctionRuntime&) = delete;
  FunctionRuntime& operator=(const FunctionRuntime&) = delete;
  virtual ~FunctionRuntime() = default;

  /// `zip` is good for the call only.
  virtual void start(const EnvironmentPlan& plan, std::string_view zip) = 0;
  /// One at a time; an environment that still starts takes it when it is ready.
  virtual void invoke(EnvironmentId environment, FunctionInvocation invocation) = 0;
  /// The environment is not needed any more. What it works on is given up, and
  /// nothing more is told of it.
  virtual void stop(EnvironmentId environment) = 0;
};

/// How an invocation ended.
struct InvocationOutcome {
  /// What the function said went wrong ("Runtime.ExitError"); empty: it succeeded.
  std::string error_type = {};
  std::string payload = {};                    ///< its answer, or the document of its error
  std::string platform_line = {};              ///< what Lambda itself says of it in the log
  Duration duration;                           ///< in real time, without the start
  std::optional<Duration> init_duration = {};  ///< of the environment's first invocation
  bool timed_out = false;                      ///< then Lambda makes type and payload itself
  bool environment_ended = false;              ///< and is to be forgotten
};

/// What the runtime tells of its environments.
class FunctionEvents {
 public:
  FunctionEvents() = default;
  FunctionEvents(const FunctionEvents&) = delete;
  FunctionEvents& operator=(const FunctionEvents&) = delete;
  virtual ~FunctionEvents() = default;

  /// A line on standard output or error.
  virtual void printed(EnvironmentId environment, std::string_view line, Instant now) = 0;
  virtual void finished(EnvironmentId environment, const InvocationOutcome& outcome,
                        Instant now) = 0;
  /// The environment ended while it had nothing to do.
  virtual void ended(EnvironmentId environment, Instant now) = 0;
};

/// What a synchronous invocation gives its caller.
struct InvocationResult {
  std::string request_id;
  std::string executed_version;
  std::string payload;
  bool function_error = false;
  std::string log_tail = {};  ///< the last 4 KB of its log
};

/// Who waits for the results of synchronous invocations.
class InvocationResults {
 public:
  InvocationResults() = default;
  InvocationResults(const InvocationResults&) = delete;
  InvocationResults& operator=(const InvocationResults&) = delete;
  virtual ~InvocationResults() = default;

  virtual void completed(InvocationResult result) = 0;
};

}  // namespace sluice::world
