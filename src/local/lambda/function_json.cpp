#include "local/lambda/function_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/calendar.hpp"

namespace sluice::local {
namespace {

Json logging_json(const world::FunctionView& view) {
  const world::FunctionLogging& logging = view.version->settings.logging;
  return {{"LogFormat", logging.format},
          {"LogGroup", logging.group.empty() ? fmt::format("/aws/lambda/{}", view.function->name)
                                             : logging.group}};
}

void add_state(Json& json, const world::FunctionView& view) {
  json["State"] = view.state;
  if (view.state == "Pending") {
    json["StateReason"] = "The function is being created.";
    json["StateReasonCode"] = "Creating";
    return;
  }
  json["LastUpdateStatus"] = view.last_update_status;
  if (view.last_update_status != "InProgress") return;
  json["LastUpdateStatusReason"] = "The function is being created.";
  json["LastUpdateStatusReasonCode"] = "Creating";
}

/// Runtime versions have ids that AWS makes up; one for each runtime will do.
std::string runtime_version_arn(const world::Lambda& lambda, std::string_view runtime) {
  return fmt::format("arn:{}:lambda:{}::runtime:{}", lambda.location().partition,
                     lambda.location().region, runtime);
}

}  // namespace

std::string lambda_time(Instant at) {
  std::string text = iso8601_milliseconds(at);
  text.pop_back();  // the Z
  return text + "+0000";
}

Json configuration_json(const world::Lambda& lambda, const world::FunctionView& view) {
  const world::FunctionVersion& version = *view.version;
  const world::FunctionSettings& settings = version.settings;
  Json json = {
      {"FunctionName", view.function->name},
      {"FunctionArn", view.arn},
      {"Runtime", settings.runtime},
      {"Role", settings.role},
      {"Handler", settings.handler},
      {"CodeSize", version.code_size},
      {"Description", settings.description},
      {"Timeout", settings.timeout},
      {"MemorySize", settings.memory_size},
      {"LastModified", lambda_time(version.last_modified)},
      {"CodeSha256", version.code_sha256},
      {"Version", version.version},
      {"TracingConfig", {{"Mode", settings.tracing_mode}}},
      {"RevisionId", version.revision_id},
      {"PackageType", "Zip"},
      {"Architectures", Json::array({settings.architecture})},
      {"EphemeralStorage", {{"Size", settings.ephemeral_storage}}},
      {"SnapStart", {{"ApplyOn", "None"}, {"OptimizationStatus", "Off"}}},
      {"RuntimeVersionConfig",
       {{"RuntimeVersionArn", runtime_version_arn(lambda, settings.runtime)}}},
      {"LoggingConfig", logging_json(view)},
  };
  if (settings.environment) json["Environment"] = {{"Variables", *settings.environment}};
  if (!settings.kms_key.empty()) json["KMSKeyArn"] = settings.kms_key;
  add_state(json, view);
  return json;
}

}  // namespace sluice::local
