// What hangs on a function beside its code: policy, concurrency, the setting of
// asynchronous invocations, tags.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "world/lambda/lambda.hpp"

namespace sluice::world {
namespace {

/// What must stay for the functions without a reservation.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
constexpr std::int64_t least_unreserved = 100;
constexpr std::int64_t most_retries = 2;
constexpr std::int64_t least_age = 60;
constexpr std::int64_t most_age = 21600;
constexpr std::size_t most_tags = 50;

Failure<Refusal> no_policy() {
  return refuse("ResourceNotFoundException", "The resource you requested does not exist.", 404);
}

Failure<Refusal> other_revision() {
  return refuse("PreconditionFailedException",
                "The RevisionId provided does not match the latest RevisionId. Call the GetPolicy "
                "API to retrieve the latest RevisionId",
                412);
}

Answer<void> check_permission(const FunctionPermission& permission) {
  const bool known_action = permission.action == "*" || permission.action.starts_with("lambda:");
  if (!known_action)
    return refuse("ValidationException",
                  fmt::format("1 validation error detected: Value '{}' at 'action' failed to "
                              "satisfy constraint: Member must satisfy regular expression "
                              "pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])",
                              permission.action));
  if (permission.principal.empty())
    return refuse("InvalidParameterValueException",
                  "The provided principal was invalid. Please check the principal and try again.");
  return {};
}

/// The ARN of a configuration is named by its qualifier, $LATEST where none is.
std::string event_key(std::string_view qualifier) {
  return std::string{qualifier.empty() ? "$LATEST" : qualifier};
}

}  // namespace

Answer<std::string> Lambda::policy_key(std::string_view name, std::string_view qualifier) const {
  const auto place = find_version(name, qualifier);
  if (!place) return Failure<Refusal>{place.error()};
  return function_reference(where_, name, qualifier)->qualifier;
}

Answer<FunctionPermission> Lambda::add_permission(std::string_view name, std::string_view qualifier,
                                                  FunctionPermission permission,
                                                  const std::optional<std::string>& revision_id) {
  const auto key = policy_key(name, qualifier);
  if (!key) return Failure<Refusal>{key.error()};
  if (auto right = check_permission(permission); !right) return Failure<Refusal>{right.error()};
  Function& function = **find(function_reference(where_, name, qualifier)->name);
  FunctionPolicy& policy = function.policies[*key];
  if (revision_id && *revision_id != policy.revision_id) return other_revision();
  const auto same = std::ranges::find(policy.statements, permission.statement_id,
                                      &FunctionPermission::statement_id);
  if (same != policy.statements.end())
    return refuse("ResourceConflictException",
                  fmt::format("The statement id ({}) provided already exists. Please provide a "
                              "new statement id, or remove the existing statement.",
                              permission.statement_id),
                  409);
  permission.resource = function_arn(function.name, *key);
  policy.revision_id = ports_.identities.uuid();
  policy.statements.push_back(permission);
  ++revision_;
  return permission;
}

Answer<void> Lambda::remove_permission(std::string_view name, std::string_view qualifier,
                                       std::string_view statement_id,
                                       const std::optional<std::string>& revision_id) {
  const auto key = policy_key(name, qualifier);
  if (!key) return Failure<Refusal>{key.error()};
  Function& function = **find(function_reference(where_, name, qualifier)->name);
  const auto policy = function.policies.find(*key);
  if (policy == function.policies.end()) return no_policy();
  if (revision_id && *revision_id != policy->second.revision_id) return other_revision();
  auto& statements = policy->second.statements;
  const auto found = std::ranges::find(statements, statement_id, &FunctionPermission::statement_id);
  if (found == statements.end())
    return refuse("ResourceNotFoundException",
                  fmt::format("Statement {} is not found in resource policy.", statement_id), 404);
  statements.erase(found);
  policy->second.revision_id = ports_.identities.uuid();
  if (statements.empty()) function.policies.erase(policy);
  ++revision_;
  return {};
}

Answer<FunctionPolicy> Lambda::get_policy(std::string_view name, std::string_view qualifier) const {
  const auto key = policy_key(name, qualifier);
  if (!key) return Failure<Refusal>{key.error()};
  const auto place = find_version(name, qualifier);
  const auto policy = place->function->policies.find(*key);
  if (policy == place->function->policies.end()) return no_policy();
  return policy->second;
}

std::int64_t Lambda::unreserved_without(std::string_view name) const {
  std::int64_t left = parameters_.concurrent_executions;
  for (const auto& [other, function] : state_.functions)
    if (other != name) left -= function.reserved_concurrency.value_or(0);
  return left;
}

Answer<void> Lambda::put_function_concurrency(std::string_view name, std::int64_t reserved) {
  auto found = find(name);
  if (!found) return Failure<Refusal>{found.error()};
  if (reserved < 0)
    return refuse("ValidationException",
                  fmt::format("1 validation error detected: Value '{}' at "
                              "'reservedConcurrentExecutions' failed to satisfy constraint: "
                              "Member must have value greater than or equal to 0",
                              reserved));
  if (reserved > 0 && unreserved_without((*found)->name) - reserved < least_unreserved)
    return refuse("InvalidParameterValueException",
                  fmt::format("Specified ReservedConcurrentExecutions for function decreases "
                              "account's UnreservedConcurrentExecution below its minimum value "
                              "of [{}].",
                              least_unreserved));
  (*found)->reserved_concurrency = reserved;
  ++revision_;
  return {};
}

Answer<void> Lambda::delete_function_concurrency(std::string_view name) {
  auto found = find(name);
  if (!found) return Failure<Refusal>{found.error()};
  (*found)->reserved_concurrency.reset();
  ++revision_;
  return {};
}

Answer<EventInvokeConfig> Lambda::put_event_invoke_config(std::string_view name,
                                                          std::string_view qualifier,
                                                          EventInvokeConfig config, bool keep) {
  const auto key = policy_key(name, qualifier);
  if (!key) return Failure<Refusal>{key.error()};
  const std::int64_t retries = config.maximum_retry_attempts.value_or(0);
  const std::int64_t age = config.maximum_event_age.value_or(most_age);
  if (retries < 0 || retries > most_retries || age < least_age || age > most_age)
    return refuse("ValidationException",
                  "1 validation error detected: MaximumRetryAttempts must be between 0 and 2, and "
                  "MaximumEventAgeInSeconds between 60 and 21600");
  Function& function = **find(function_reference(where_, name, qualifier)->name);
  const auto old = function.event_invoke.find(event_key(*key));
  if (keep && old != function.event_invoke.end()) {
    if (!config.maximum_retry_attempts)
      config.maximum_retry_attempts = old->second.maximum_retry_attempts;
    if (!config.maximum_event_age) config.maximum_event_age = old->second.maximum_event_age;
  }
  function.event_invoke[event_key(*key)] = config;
  ++revision_;
  return config;
}

Answer<EventInvokeConfig> Lambda::get_event_invoke_config(std::string_view name,
                                                          std::string_view qualifier) const {
  const auto key = policy_key(name, qualifier);
  if (!key) return Failure<Refusal>{key.error()};
  const Function& function = *find_version(name, qualifier)->function;
  const auto found = function.event_invoke.find(event_key(*key));
  if (found != function.event_invoke.end()) return found->second;
  return refuse("ResourceNotFoundException",
                fmt::format("The function {} doesn't have an EventInvokeConfig",
                            function_arn(function.name, event_key(*key))),
                404);
}

Answer<void> Lambda::delete_event_invoke_config(std::string_view name, std::string_view qualifier) {
  if (auto found = get_event_invoke_config(name, qualifier); !found)
    return Failure<Refusal>{found.error()};
  const auto reference = function_reference(where_, name, qualifier);
  (*find(reference->name))->event_invoke.erase(event_key(reference->qualifier));
  ++revision_;
  return {};
}

Answer<void> Lambda::tag(std::string_view name, const FunctionTags& tags) {
  auto found = find(name);
  if (!found) return Failure<Refusal>{found.error()};
  FunctionTags all = tags;
  all.insert((*found)->tags.begin(), (*found)->tags.end());
  if (all.size() > most_tags)
    return refuse("InvalidParameterValueException", "Number of tags exceeds resource tag limit.");
  (*found)->tags = std::move(all);
  ++revision_;
  return {};
}

Answer<void> Lambda::untag(std::string_view name, const std::vector<std::string>& keys) {
  auto found = find(name);
  if (!found) return Failure<Refusal>{found.error()};
  for (const std::string& key : keys) (*found)->tags.erase(key);
  ++revision_;
  return {};
}

}  // namespace sluice::world
