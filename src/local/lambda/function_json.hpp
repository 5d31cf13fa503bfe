#pragma once

#include <nlohmann/json_fwd.hpp>

#include "local/input.hpp"
#include "world/lambda/lambda.hpp"

namespace sluice::local {

/// A version as FunctionConfiguration shows it.
/// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
[[nodiscard]] Json configuration_json(const world::Lambda& lambda, const world::FunctionView& view);

/// Lambda's ISO 8601: "2024-04-12T01:02:03.004+0000".
[[nodiscard]] std::string lambda_time(Instant at);

}  // namespace sluice::local
