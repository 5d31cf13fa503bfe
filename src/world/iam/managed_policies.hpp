#pragma once

#include <map>
#include <string>

#include "world/iam/messages.hpp"

namespace sluice::world {

/// The policies that AWS manages, by ARN: those that a user of this loop
/// attaches. Each has its current version only, as AWS publishes it.
/// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
[[nodiscard]] std::map<std::string, IamPolicy, std::less<>> aws_managed_policies(
    const std::string& partition);

}  // namespace sluice::world
