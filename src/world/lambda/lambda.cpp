#include "world/lambda/lambda.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "world/lambda/validation.hpp"

namespace sluice::world {
namespace {

constexpr std::string_view latest = "$LATEST";

Failure<Refusal> not_found(const std::string& arn) {
  return refuse("ResourceNotFoundException", fmt::format("Function not found: {}", arn), 404);
}

Failure<Refusal> conflict(std::string message) {
  return refuse("ResourceConflictException", std::move(message), 409);
}

template <class Value>
void change(Value& value, const std::optional<Value>& wanted) {
  if (wanted) value = *wanted;
}

FunctionSettings changed(FunctionSettings settings, const FunctionChanges& changes) {
  change(settings.role, changes.role);
  change(settings.handler, changes.handler);
  change(settings.runtime, changes.runtime);
  change(settings.description, changes.description);
  change(settings.timeout, changes.timeout);
  change(settings.memory_size, changes.memory_size);
  if (changes.environment) settings.environment = changes.environment;
  change(settings.ephemeral_storage, changes.ephemeral_storage);
  change(settings.tracing_mode, changes.tracing_mode);
  change(settings.kms_key, changes.kms_key);
  change(settings.logging, changes.logging);
  return settings;
}

}  // namespace

Lambda::Lambda(Location where, LambdaPorts ports, LambdaParameters parameters)
    : where_{std::move(where)}, ports_{ports}, parameters_{parameters} {}

std::string Lambda::function_arn(std::string_view name, std::string_view qualifier) const {
  const std::string suffix = qualifier.empty() ? "" : fmt::format(":{}", qualifier);
  return arn(where_, "lambda", fmt::format("function:{}{}", name, suffix));
}

Answer<Function*> Lambda::find(std::string_view name) {
  const auto reference = function_reference(where_, name);
  if (!reference) return Failure<Refusal>{reference.error()};
  const auto found = state_.functions.find(reference->name);
  if (found == state_.functions.end()) return not_found(function_arn(reference->name));
  return &found->second;
}

Answer<Lambda::Place> Lambda::find_version(std::string_view name,
                                           std::string_view qualifier) const {
  const auto reference = function_reference(where_, name, qualifier);
  if (!reference) return Failure<Refusal>{reference.error()};
  std::string arn = function_arn(reference->name, reference->qualifier);
  const auto found = state_.functions.find(reference->name);
  if (found == state_.functions.end()) return not_found(arn);
  const Function& function = found->second;
  if (reference->qualifier.empty() || reference->qualifier == latest)
    return Place{.function = &function, .version = &function.latest, .arn = std::move(arn)};
  const auto version =
      std::ranges::find(function.published, reference->qualifier, &FunctionVersion::version);
  if (version == function.published.end()) return not_found(arn);
  return Place{.function = &function, .version = &*version, .arn = std::move(arn)};
}

FunctionView Lambda::view(const Place& place, Instant now) const {
  FunctionView view{.function = place.function, .version = place.version, .arn = place.arn};
  if (now < place.function->active_at) view.state = "Pending";
  if (now < place.function->updated_at) view.last_update_status = "InProgress";
  return view;
}

FunctionView Lambda::changed_view(const Function& function) const {
  return {.function = &function,
          .version = &function.latest,
          .arn = function_arn(function.name),
          .last_update_status = "InProgress"};
}

void Lambda::keep_package(FunctionCode code) {
  state_.packages.try_emplace(std::move(code.sha256), std::move(code.zip));
}

void Lambda::forget_unused_packages() {
  std::set<std::string_view> used;
  for (const auto& [name, function] : state_.functions) {
    used.insert(function.latest.code_sha256);
    for (const FunctionVersion& version : function.published) used.insert(version.code_sha256);
  }
  std::erase_if(state_.packages,
                [&](const auto& package) { return !used.contains(package.first); });
}

const std::string& Lambda::package(const FunctionVersion& version) const {
  return state_.packages.find(version.code_sha256)->second;
}

void Lambda::touch(Function& function, Instant now) {
  function.latest.last_modified = now;
  function.latest.revision_id = ports_.identities.uuid();
  ++revision_;
}

FunctionVersion& Lambda::publish(Function& function, Instant now) {
  FunctionVersion version = function.latest;
  version.version = fmt::format("{}", function.next_version++);
  version.revision_id = ports_.identities.uuid();
  version.last_modified = now;
  function.published.push_back(std::move(version));
  ++revision_;
  return function.published.back();
}

Answer<FunctionView> Lambda::create_function(CreateFunctionRequest request, Instant now) {
  const auto reference = function_reference(where_, request.name);
  if (!reference) return Failure<Refusal>{reference.error()};
  if (auto right = check_settings(request.settings); !right) return Failure<Refusal>{right.error()};
  if (state_.functions.contains(reference->name))
    return conflict(fmt::format("Function already exist: {}", reference->name));
  FunctionVersion version{.version = std::string{latest},
                          .settings = std::move(request.settings),
                          .code_sha256 = request.code.sha256,
                          .code_size = request.code.zip.size(),
                          .last_modified = now,
                          .revision_id = ports_.identities.uuid()};
  keep_package(std::move(request.code));
  Function function{.name = reference->name,
                    .latest = std::move(version),
                    .active_at = now + parameters_.activation,
                    .updated_at = now,
                    .tags = std::move(request.tags)};
  Function& made = state_.functions.emplace(reference->name, std::move(function)).first->second;
  ++revision_;
  if (request.publish) publish(made, now);
  return FunctionView{
      .function = &made,
      .version = request.publish ? &made.published.back() : &made.latest,
      .arn = function_arn(made.name, request.publish ? made.published.back().version : ""),
      .state = "Pending"};
}

Answer<void> Lambda::check_change(const Function& function,
                                  const std::optional<std::string>& revision_id,
                                  Instant now) const {
  if (now < function.active_at)
    return conflict(
        fmt::format("The operation cannot be performed at this time. The function is "
                    "currently in the following state: Pending"));
  if (now < function.updated_at)
    return conflict(
        fmt::format("The operation cannot be performed at this time. An update is in "
                    "progress for resource: {}",
                    function_arn(function.name)));
  if (revision_id && *revision_id != function.latest.revision_id)
    return refuse("PreconditionFailedException",
                  "The Revision Id provided does not match the latest Revision Id. Call the "
                  "GetFunction/GetAlias API to retrieve the latest Revision Id",
                  412);
  return {};
}

Answer<FunctionView> Lambda::update_function_code(std::string_view name, FunctionCode code,
                                                  const std::optional<std::string>& revision_id,
                                                  bool publish_it, Instant now) {
  auto found = find(name);
  if (!found) return Failure<Refusal>{found.error()};
  Function& function = **found;
  if (auto right = check_change(function, revision_id, now); !right)
    return Failure<Refusal>{right.error()};
  function.latest.code_sha256 = code.sha256;
  function.latest.code_size = code.zip.size();
  keep_package(std::move(code));
  touch(function, now);
  function.updated_at = now + parameters_.activation;
  if (publish_it) publish(function, now);
  forget_unused_packages();
  stop_idle(function.name);
  FunctionView shown = changed_view(function);
  if (publish_it) {
    shown.version = &function.published.back();
    shown.arn = function_arn(function.name, shown.version->version);
  }
  return shown;
}

Answer<FunctionView> Lambda::update_function_configuration(
    std::string_view name, const FunctionChanges& changes,
    const std::optional<std::string>& revision_id, Instant now) {
  auto found = find(name);
  if (!found) return Failure<Refusal>{found.error()};
  Function& function = **found;
  if (auto right = check_change(function, revision_id, now); !right)
    return Failure<Refusal>{right.error()};
  FunctionSettings settings = changed(function.latest.settings, changes);
  if (auto right = check_settings(settings); !right) return Failure<Refusal>{right.error()};
  function.latest.settings = std::move(settings);
  touch(function, now);
  function.updated_at = now + parameters_.activation;
  stop_idle(function.name);
  return changed_view(function);
}

Answer<FunctionView> Lambda::get_function(std::string_view name, std::string_view qualifier,
                                          Instant now) const {
  const auto place = find_version(name, qualifier);
  if (!place) return Failure<Refusal>{place.error()};
  return view(*place, now);
}

std::vector<FunctionView> Lambda::list_functions(Instant now) const {
  std::vector<FunctionView> views;
  views.reserve(state_.functions.size());
  for (const auto& [name, function] : state_.functions)
    views.push_back(
        view({.function = &function, .version = &function.latest, .arn = function_arn(name)}, now));
  return views;
}

Answer<void> Lambda::delete_function(std::string_view name, std::string_view qualifier) {
  const auto place = find_version(name, qualifier);
  if (!place) return Failure<Refusal>{place.error()};
  const auto reference = function_reference(where_, name, qualifier);
  if (reference->qualifier == latest)
    return refuse("InvalidParameterValueException",
                  "$LATEST version cannot be deleted without deleting the function.");
  const std::string owner = place->function->name;
  if (reference->qualifier.empty()) {
    std::erase_if(state_.events, [&](const auto& event) {
      const bool gone = event.second.function == owner;
      if (gone) waiting_.erase({event.second.next_attempt, event.first});
      return gone;
    });
    state_.functions.erase(owner);
  } else {
    Function& function = state_.functions.find(owner)->second;
    std::erase_if(function.published,
                  [&](const FunctionVersion& v) { return v.version == reference->qualifier; });
  }
  forget_unused_packages();
  stop_idle(owner);
  ++revision_;
  return {};
}

Answer<FunctionView> Lambda::publish_version(const PublishVersionRequest& request, Instant now) {
  auto found = find(request.name);
  if (!found) return Failure<Refusal>{found.error()};
  Function& function = **found;
  if (auto right = check_change(function, request.revision_id, now); !right)
    return Failure<Refusal>{right.error()};
  if (request.code_sha256 && *request.code_sha256 != function.latest.code_sha256)
    return refuse("InvalidParameterValueException",
                  fmt::format("CodeSHA256 ({}) is different from current CodeSHA256 in $LATEST "
                              "({}). Please try again with the CodeSHA256 in $LATEST.",
                              *request.code_sha256, function.latest.code_sha256));
  // What has not changed since the last publication is not published again.
  const bool same = !function.published.empty() &&
                    function.published.back().code_sha256 == function.latest.code_sha256 &&
                    function.published.back().settings == function.latest.settings;
  FunctionVersion& version = same ? function.published.back() : publish(function, now);
  if (!same && request.description) version.settings.description = *request.description;
  return view({.function = &function,
               .version = &version,
               .arn = function_arn(function.name, version.version)},
              now);
}

Answer<std::vector<FunctionView>> Lambda::list_versions(std::string_view name, Instant now) const {
  const auto place = find_version(name, {});
  if (!place) return Failure<Refusal>{place.error()};
  const Function& function = *place->function;
  std::vector<FunctionView> views;
  views.push_back(view({.function = &function,
                        .version = &function.latest,
                        .arn = function_arn(function.name, latest)},
                       now));
  for (const FunctionVersion& version : function.published)
    views.push_back(view({.function = &function,
                          .version = &version,
                          .arn = function_arn(function.name, version.version)},
                         now));
  return views;
}

void Lambda::restore(LambdaState state, Instant now) {
  for (auto& [id, environment] : environments_) give_up(environment);
  environments_.clear();
  idle_.clear();
  waiting_.clear();
  state_ = std::move(state);
  for (auto& [ticket, event] : state_.events) {
    event.next_attempt = std::max(event.next_attempt, now);
    waiting_.emplace(event.next_attempt, ticket);
  }
  ++revision_;
}

}  // namespace sluice::world
