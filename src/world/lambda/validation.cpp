#include "world/lambda/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace sluice::world {
namespace {

// Lambda's quotas.
constexpr std::int64_t least_memory = 128;
constexpr std::int64_t most_memory = 10240;
constexpr std::int64_t longest_timeout = 900;
constexpr std::int64_t least_storage = 512;
constexpr std::int64_t most_storage = 10240;
constexpr std::size_t largest_environment = 4096;
constexpr std::size_t longest_handler = 128;
constexpr std::size_t longest_description = 256;

/// The variables that Lambda sets itself.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
constexpr std::array<std::string_view, 21> reserved_variables{
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_METADATA_API",
    "AWS_LAMBDA_METADATA_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
};

Failure<Refusal> constraint(std::string_view value, std::string_view member,
                            std::string_view wanted) {
  return refuse("ValidationException",
                fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy "
                            "constraint: Member must {}",
                            value, member, wanted));
}

struct Range {
  std::string_view member;
  std::int64_t least;
  std::int64_t most;
};

Answer<void> within(std::int64_t value, const Range& range) {
  if (value < range.least)
    return constraint(fmt::format("{}", value), range.member,
                      fmt::format("have value greater than or equal to {}", range.least));
  if (value > range.most)
    return constraint(fmt::format("{}", value), range.member,
                      fmt::format("have value less than or equal to {}", range.most));
  return {};
}

bool is_role(std::string_view role) {
  return role.starts_with("arn:") && role.find(":iam::") != std::string_view::npos &&
         role.find(":role/") != std::string_view::npos;
}

Answer<void> check_variables(const FunctionVariables& variables) {
  std::string reserved;
  std::size_t size = 0;
  for (const auto& [name, value] : variables) {
    size += name.size() + value.size();
    if (std::ranges::find(reserved_variables, name) == reserved_variables.end()) continue;
    reserved += reserved.empty() ? "" : ", ";
    reserved += name;
  }
  if (!reserved.empty())
    return refuse("InvalidParameterValueException",
                  "Lambda was unable to configure your environment variables because the "
                  "environment variables you have provided contains reserved keys that are "
                  "currently not supported for modification. Reserved keys used in this request: " +
                      reserved);
  if (size > largest_environment)
    return refuse("InvalidParameterValueException",
                  fmt::format("Lambda was unable to configure your environment variables because "
                              "the environment variables you have provided exceeded the 4KB "
                              "limit. String measured: {} bytes",
                              size));
  return {};
}

}  // namespace

bool runs_here(std::string_view runtime) {
  return runtime == "provided.al2023" || runtime == "provided.al2" ||
         (runtime.starts_with("nodejs") && runtime.ends_with(".x"));
}

Answer<void> check_settings(const FunctionSettings& settings) {
  if (settings.runtime.empty() || settings.handler.empty())
    return refuse("InvalidParameterValueException",
                  "Runtime and Handler are mandatory parameters for functions created with "
                  "deployment packages.");
  if (!runs_here(settings.runtime))
    return refuse("InvalidParameterValueException",
                  fmt::format("The runtime parameter of {} is not supported for creating or "
                              "updating AWS Lambda functions. Supported here: provided.al2023, "
                              "provided.al2 and nodejs*.x.",
                              settings.runtime));
  if (!is_role(settings.role))
    return constraint(settings.role, "role",
                      "satisfy regular expression pattern: "
                      "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
  if (settings.handler.size() > longest_handler)
    return constraint(settings.handler, "handler", "have length less than or equal to 128");
  if (settings.description.size() > longest_description)
    return constraint(settings.description, "description", "have length less than or equal to 256");
  if (auto right = within(settings.timeout, {"timeout", 1, longest_timeout}); !right) return right;
  if (auto right = within(settings.memory_size, {"memorySize", least_memory, most_memory}); !right)
    return right;
  if (auto right = within(settings.ephemeral_storage,
                          {"ephemeralStorage.size", least_storage, most_storage});
      !right)
    return right;
  return settings.environment ? check_variables(*settings.environment) : Answer<void>{};
}

}  // namespace sluice::world
