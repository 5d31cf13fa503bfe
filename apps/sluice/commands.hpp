#pragma once

#include "sluice/aws_access.hpp"
#include "sluice/command_line.hpp"

namespace sluice::apps {

/// `sluice publish`: returns the exit code.
[[nodiscard]] int run_publish(const PublishOptions& options, const Lent& lent);

/// The Lambda function at the Runtime API `host` (AWS_LAMBDA_RUNTIME_API):
/// returns the exit code, when there is nothing more to do.
[[nodiscard]] int run_lambda(const std::string& host, const Lent& lent);

}  // namespace sluice::apps
