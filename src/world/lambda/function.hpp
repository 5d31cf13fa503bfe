#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace sluice::world {

using FunctionTags = std::map<std::string, std::string, std::less<>>;
using FunctionVariables = std::map<std::string, std::string, std::less<>>;

/// Where a function's lines go, and in which form.
/// https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html
struct FunctionLogging {
  std::string format = "Text";
  std::string application_level = {};  ///< of the form JSON only
  std::string system_level = {};
  std::string group = {};  ///< empty: "/aws/lambda/<function>"
  friend bool operator==(const FunctionLogging&, const FunctionLogging&) = default;
};

/// What CreateFunction and UpdateFunctionConfiguration set.
/// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
struct FunctionSettings {
  std::string role;
  std::string handler;
  std::string runtime;
  std::string description = {};
  std::int64_t timeout = 3;        ///< seconds
  std::int64_t memory_size = 128;  ///< MB
  std::optional<FunctionVariables> environment = {};
  std::string architecture = "x86_64";
  std::int64_t ephemeral_storage = 512;  ///< MB
  std::string tracing_mode = "PassThrough";
  std::string kms_key = {};
  FunctionLogging logging = {};
  friend bool operator==(const FunctionSettings&, const FunctionSettings&) = default;
};

/// What UpdateFunctionConfiguration changes: what is set.
struct FunctionChanges {
  std::optional<std::string> role = {};
  std::optional<std::string> handler = {};
  std::optional<std::string> runtime = {};
  std::optional<std::string> description = {};
  std::optional<std::int64_t> timeout = {};
  std::optional<std::int64_t> memory_size = {};
  std::optional<FunctionVariables> environment = {};
  std::optional<std::int64_t> ephemeral_storage = {};
  std::optional<std::string> tracing_mode = {};
  std::optional<std::string> kms_key = {};
  std::optional<FunctionLogging> logging = {};
};

/// A deployment package: checked to be a zip by whoever lends it.
struct FunctionCode {
  std::string sha256;  ///< of `zip`, in base64
  std::string zip;
};

/// One version of a function: $LATEST, or one that was published.
struct FunctionVersion {
  std::string version;  ///< "$LATEST", "1"
  FunctionSettings settings;
  std::string code_sha256;  ///< names its package
  std::uint64_t code_size;
  Instant last_modified;
  std::string revision_id;
};

/// A statement of a function's resource-based policy.
/// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
struct FunctionPermission {
  std::string statement_id;
  std::string action;
  std::string principal;
  std::string source_arn = {};
  std::string source_account = {};
  std::string event_source_token = {};
  std::string principal_org_id = {};
  std::string function_url_auth_type = {};
  std::string resource = {};  ///< the ARN, with its qualifier; made by Lambda
};

/// A resource-based policy: of the function, or of one of its versions.
struct FunctionPolicy {
  std::string revision_id;
  std::vector<FunctionPermission> statements = {};
};

/// How asynchronous invocations are tried again.
/// https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
struct EventInvokeConfig {
  Instant last_modified;
  std::optional<std::int64_t> maximum_retry_attempts = {};  ///< empty: 2
  std::optional<std::int64_t> maximum_event_age = {};       ///< seconds; empty: 6 hours
};

/// A function with all that hangs on it.
struct Function {
  std::string name;
  FunctionVersion latest;
  std::vector<FunctionVersion> published = {};  ///< by number
  std::uint64_t next_version = 1;
  Instant active_at;   ///< the state is Pending until then
  Instant updated_at;  ///< LastUpdateStatus is InProgress until then
  FunctionTags tags = {};
  std::map<std::string, FunctionPolicy, std::less<>> policies = {};  ///< by qualifier, or ""
  std::optional<std::int64_t> reserved_concurrency = {};
  std::map<std::string, EventInvokeConfig, std::less<>> event_invoke = {};  ///< by qualifier
};

/// An asynchronous invocation that Lambda has taken and not finished.
struct AsynchronousEvent {
  std::string request_id;
  std::string function;
  std::string qualifier;  ///< "$LATEST" or a number
  std::string payload;
  std::string client_context = {};
  Instant accepted;
  Instant next_attempt;
  std::int64_t errors = 0;     ///< attempts that ended in a function error
  std::int64_t throttles = 0;  ///< in a row
};

/// All that Lambda remembers. Execution environments are processes and are not
/// among it: an event that one was working on is taken up again.
struct LambdaState {
  std::map<std::string, Function, std::less<>> functions = {};
  std::map<std::string, std::string, std::less<>> packages = {};  ///< zips by their SHA-256
  std::map<std::uint64_t, AsynchronousEvent> events = {};         ///< by ticket
  std::uint64_t next_ticket = 1;
};

}  // namespace sluice::world
