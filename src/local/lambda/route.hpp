#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/service.hpp"
#include "local/operation.hpp"
#include "world/lambda/lambda.hpp"

namespace sluice::local {

/// A request to Lambda's REST API, taken apart.
struct LambdaRequest {
  Input& input;                         ///< the body's JSON
  std::vector<std::string> parameters;  ///< of the path, in their order, decoded
  std::map<std::string, std::vector<std::string>, std::less<>> query;
  const http::Request& http;

  /// The first parameter: a function's name, or a resource's ARN.
  [[nodiscard]] const std::string& name() const { return parameters.front(); }
  /// The first value of a query parameter; empty where it was not sent.
  [[nodiscard]] std::string query_text(std::string_view key) const;
  /// The same, of a parameter that may be absent.
  [[nodiscard]] std::optional<std::string> query_value(std::string_view key) const;
};

/// One operation of a REST API.
struct LambdaRoute {
  std::string_view operation;  ///< "GetFunction"
  std::string_view method;
  std::string_view pattern;  ///< "/2015-03-31/functions/{FunctionName}"
  int status;                ///< of success
  Output (*handle)(world::Lambda& lambda, LambdaRequest& request, const Call& call);
};

/// What a target says beside its path.
struct LambdaTarget {
  std::vector<std::string> steps;  ///< of the path, decoded
  std::map<std::string, std::vector<std::string>, std::less<>> query;
};

/// Takes "/2015-03-31/functions/a%3A1?Qualifier=1" apart.
[[nodiscard]] LambdaTarget parse_target(std::string_view target);

/// The parameters of the path, where it fits the pattern.
[[nodiscard]] std::optional<std::vector<std::string>> fit(std::string_view pattern,
                                                          const LambdaTarget& target);

/// The operations on functions and their versions; on policies, concurrency,
/// settings and tags. Invoke is none of them: it takes its time.
[[nodiscard]] std::span<const LambdaRoute> function_routes();
[[nodiscard]] std::span<const LambdaRoute> policy_routes();

}  // namespace sluice::local
