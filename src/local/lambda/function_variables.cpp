#include "local/lambda/function_variables.hpp"

#include <fmt/format.h>

namespace sluice::local {

world::FunctionVariables function_variables(const world::EnvironmentPlan& plan,
                                            const FunctionProcessesOptions& options,
                                            const world::Location& where,
                                            const FunctionFolders& folders,
                                            std::uint16_t runtime_port) {
  const std::string task_root = folders.task_root.string();
  // What the configuration says stands before these few, as in Lambda.
  world::FunctionVariables variables =
      plan.settings.environment.value_or(world::FunctionVariables{});
  variables.insert({{"PATH", options.path},
                    {"TZ", ":UTC"},
                    {"LANG", "en_US.UTF-8"},
                    {"TMPDIR", folders.scratch.string()},
                    {"AWS_ENDPOINT_URL", options.endpoint_url},
                    {"LD_LIBRARY_PATH", fmt::format("{0}:{0}/lib", task_root)}});
  const bool node = plan.settings.runtime.starts_with("nodejs");
  if (node && !options.node_path.empty()) variables.insert({"NODE_PATH", options.node_path});
  const world::FunctionVariables lambdas{
      {"_HANDLER", plan.settings.handler},
      {"AWS_REGION", where.region},
      {"AWS_DEFAULT_REGION", where.region},
      {"AWS_ACCESS_KEY_ID", options.access_key_id},
      {"AWS_SECRET_ACCESS_KEY", options.secret_access_key},
      {"AWS_SESSION_TOKEN", options.session_token},
      {"AWS_LAMBDA_FUNCTION_NAME", plan.function},
      {"AWS_LAMBDA_FUNCTION_VERSION", plan.version},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", fmt::format("{}", plan.settings.memory_size)},
      {"AWS_LAMBDA_LOG_GROUP_NAME", plan.log_group},
      {"AWS_LAMBDA_LOG_STREAM_NAME", plan.log_stream},
      {"AWS_LAMBDA_LOG_FORMAT", plan.settings.logging.format},
      {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
      {"AWS_LAMBDA_RUNTIME_API", fmt::format("127.0.0.1:{}", runtime_port)},
      {"LAMBDA_TASK_ROOT", task_root},
      {"LAMBDA_RUNTIME_DIR", options.folder.string()}};
  for (const auto& [name, value] : lambdas) variables.insert_or_assign(name, value);
  if (node)  // a custom runtime has none
    variables.insert_or_assign("AWS_EXECUTION_ENV",
                               fmt::format("AWS_Lambda_{}", plan.settings.runtime));
  return variables;
}

}  // namespace sluice::local
