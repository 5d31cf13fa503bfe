#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "world/cloudwatch/metric_sink.hpp"
#include "world/events/event_targets.hpp"
#include "world/identities.hpp"
#include "world/lambda/function.hpp"
#include "world/lambda/ports.hpp"
#include "world/lambda/reference.hpp"
#include "world/location.hpp"
#include "world/logs/log_sink.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// What AWS does not say, or lets an account have.
struct LambdaParameters {
  /// From CreateFunction to Active, and from an update to Successful. The answer
  /// of the operation itself always says Pending or InProgress.
  Duration activation{};
  /// The account's quota.
  std::int64_t concurrent_executions = 1000;
  /// Processes at once, so that a burst does not bury the machine; more
  /// invocations are throttled.
  std::size_t most_environments = 64;
  /// An environment with nothing to do is kept for so long.
  Duration idle_end = std::chrono::minutes{10};
};

/// What Lambda needs of the rest of the cloud; all must outlive it.
struct LambdaPorts {
  Identities& identities;
  FunctionRuntime& runtime;
  LogSink& logs;
  MetricSink& metrics;
  InvocationResults& results;
};

/// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
struct CreateFunctionRequest {
  std::string name;
  FunctionSettings settings;
  FunctionCode code;
  FunctionTags tags = {};
  bool publish = false;
};

/// A function and the version that was asked for. Points into Lambda.
struct FunctionView {
  const Function* function;
  const FunctionVersion* version;
  std::string arn;  ///< with the version's qualifier where one was given
  std::string_view state = "Active";
  std::string_view last_update_status = "Successful";  ///< empty: of a published version
};

/// What guards and asks for a publication.
struct PublishVersionRequest {
  std::string name;
  std::optional<std::string> code_sha256 = {};
  std::optional<std::string> description = {};
  std::optional<std::string> revision_id = {};
};

/// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
struct InvokeRequest {
  enum class Type { request_response, event, dry_run };
  std::string name;
  std::string qualifier = {};
  Type type = Type::request_response;
  std::string payload = {};  ///< JSON, checked by the caller; empty counts as {}
  std::string client_context = {};
};

/// The invocation that has begun; its result comes to InvocationResults.
struct InvokeAnswer {
  std::string request_id;
  std::string executed_version;
};

/// AWS Lambda: functions from zips, their versions and policies, and their
/// invocations, synchronous and asynchronous. The functions themselves run in
/// the lent FunctionRuntime, in real time. One thread only.
/// https://docs.aws.amazon.com/lambda/latest/dg/welcome.html
class Lambda final : public FunctionEvents, public EventTargets {
 public:
  Lambda(Location where, LambdaPorts ports, LambdaParameters parameters = {});

  Answer<FunctionView> create_function(CreateFunctionRequest request, Instant now);
  Answer<FunctionView> update_function_code(std::string_view name, FunctionCode code,
                                            const std::optional<std::string>& revision_id,
                                            bool publish, Instant now);
  Answer<FunctionView> update_function_configuration(std::string_view name,
                                                     const FunctionChanges& changes,
                                                     const std::optional<std::string>& revision_id,
                                                     Instant now);
  [[nodiscard]] Answer<FunctionView> get_function(std::string_view name, std::string_view qualifier,
                                                  Instant now) const;
  /// The $LATEST of every function, by name.
  [[nodiscard]] std::vector<FunctionView> list_functions(Instant now) const;
  Answer<void> delete_function(std::string_view name, std::string_view qualifier);
  Answer<FunctionView> publish_version(const PublishVersionRequest& request, Instant now);
  /// $LATEST first.
  [[nodiscard]] Answer<std::vector<FunctionView>> list_versions(std::string_view name,
                                                                Instant now) const;
  /// The bytes of a version's package.
  [[nodiscard]] const std::string& package(const FunctionVersion& version) const;

  /// The statement as it is kept.
  Answer<FunctionPermission> add_permission(std::string_view name, std::string_view qualifier,
                                            FunctionPermission permission,
                                            const std::optional<std::string>& revision_id);
  Answer<void> remove_permission(std::string_view name, std::string_view qualifier,
                                 std::string_view statement_id,
                                 const std::optional<std::string>& revision_id);
  [[nodiscard]] Answer<FunctionPolicy> get_policy(std::string_view name,
                                                  std::string_view qualifier) const;

  Answer<void> put_function_concurrency(std::string_view name, std::int64_t reserved);
  Answer<void> delete_function_concurrency(std::string_view name);
  /// Replaces what there is; with `keep`, only what is set.
  Answer<EventInvokeConfig> put_event_invoke_config(std::string_view name,
                                                    std::string_view qualifier,
                                                    EventInvokeConfig config, bool keep);
  [[nodiscard]] Answer<EventInvokeConfig> get_event_invoke_config(std::string_view name,
                                                                  std::string_view qualifier) const;
  Answer<void> delete_event_invoke_config(std::string_view name, std::string_view qualifier);
  Answer<void> tag(std::string_view name, const FunctionTags& tags);
  Answer<void> untag(std::string_view name, const std::vector<std::string>& keys);

  Answer<InvokeAnswer> invoke(InvokeRequest request, Instant now);
  /// An asynchronous invocation by a rule.
  Answer<void> deliver(std::string_view target_arn, std::string input, std::string_view rule_arn,
                       Instant now) override;

  void printed(EnvironmentId environment, std::string_view line, Instant now) override;
  void finished(EnvironmentId environment, const InvocationOutcome& outcome, Instant now) override;
  void ended(EnvironmentId environment, Instant now) override;

  [[nodiscard]] std::string function_arn(std::string_view name,
                                         std::string_view qualifier = {}) const;
  [[nodiscard]] const Location& location() const { return where_; }
  [[nodiscard]] const LambdaParameters& parameters() const { return parameters_; }
  /// Environments that exist, and those that work.
  [[nodiscard]] std::size_t environments() const { return environments_.size(); }
  [[nodiscard]] std::size_t running() const { return environments_.size() - idle_.size(); }

  /// The next attempt of an asynchronous event, or the end of an idle
  /// environment.
  [[nodiscard]] std::optional<Instant> due() const;
  void run(Instant now);

  [[nodiscard]] const LambdaState& state() const { return state_; }
  void restore(LambdaState state, Instant now);
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  /// An invocation that an environment works on.
  struct Running {
    FunctionInvocation invocation;
    std::optional<std::uint64_t> ticket = {};  ///< of an asynchronous one
    Instant began;
    std::string log = {};  ///< its last lines
  };
  struct Environment {
    EnvironmentPlan plan;
    std::string revision_id;
    std::optional<Running> running = {};
    Instant idle_until = {};
  };
  /// A version to run, and as what it was named.
  struct Place {
    const Function* function;
    const FunctionVersion* version;
    std::string arn;
  };
  using Agenda = std::set<std::pair<Instant, std::uint64_t>>;

  Answer<Function*> find(std::string_view name);
  [[nodiscard]] Answer<Place> find_version(std::string_view name, std::string_view qualifier) const;
  [[nodiscard]] FunctionView view(const Place& place, Instant now) const;
  [[nodiscard]] FunctionView changed_view(const Function& function) const;
  [[nodiscard]] Answer<void> check_change(const Function& function,
                                          const std::optional<std::string>& revision_id,
                                          Instant now) const;
  void keep_package(FunctionCode code);
  void forget_unused_packages();
  void touch(Function& function, Instant now);
  FunctionVersion& publish(Function& function, Instant now);
  [[nodiscard]] Answer<std::string> policy_key(std::string_view name,
                                               std::string_view qualifier) const;
  [[nodiscard]] std::int64_t unreserved_without(std::string_view name) const;

  // invocations.cpp
  void accept(const Place& place, const InvokeRequest& request, std::string request_id,
              Instant now);
  void attempt(std::uint64_t ticket, Instant now);
  void settle(std::uint64_t ticket, bool failed, Instant now);
  void drop(std::uint64_t ticket, Instant now);
  void wait(std::uint64_t ticket, Instant until);
  [[nodiscard]] Answer<void> check_invocation(const Place& place, const InvokeRequest& request,
                                              Instant now) const;
  [[nodiscard]] bool has_room(const Function& function) const;
  Failure<Refusal> throttle(const Function& function, Instant now);

  // environments.cpp
  /// False: there is no room.
  bool execute(const Place& place, Running running, Instant now);
  Environment* take_idle(const Place& place);
  Environment& start(const Place& place, Instant now);
  void stop_idle(std::string_view function);
  void rest(Environment& environment, Instant now);
  void forget(EnvironmentId id);
  void log(Environment& environment, std::string_view line, Instant now);
  void report(Environment& environment, const std::string& id, const InvocationOutcome& outcome,
              Instant now);
  void measure(const std::string& function, const InvocationOutcome& outcome, Instant at);
  void give_up(Environment& environment);
  void observe(std::string_view function, std::string_view name, double value, Instant at,
               std::string_view unit = "Count");

  Location where_;
  LambdaPorts ports_;
  LambdaParameters parameters_;
  LambdaState state_;
  std::map<EnvironmentId, Environment> environments_;
  Agenda waiting_;  ///< events, by their next attempt
  Agenda idle_;     ///< environments, by their end
  EnvironmentId next_environment_ = 1;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::world
