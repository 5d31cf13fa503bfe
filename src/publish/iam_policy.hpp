#pragma once

#include <string>

#include "base/result.hpp"
#include "publish/plan.hpp"

namespace sluice::publish {

/// Whom a policy is for, and where.
struct PolicyScope {
  std::string region;              ///< of what does not name its own
  std::string account = {};        ///< the same; empty: that of the queues, where all have one
  bool update_services = false;    ///< as `sluice control` needs it
  std::string function_name = {};  ///< of a Lambda function that writes logs; empty: none
};

/// The least that the plan's publisher may be allowed, as an IAM policy: the
/// calls that it makes, on what the plan names. The error says what is missing.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
[[nodiscard]] Result<std::string, std::string> iam_policy(const Plan& plan,
                                                          const PolicyScope& scope);

/// How many characters of `policy` count against IAM's limits: all but white space.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
[[nodiscard]] std::size_t counted_characters(const std::string& policy);

/// In all inline policies of a role together.
inline constexpr std::size_t most_inline_characters = 10'240;

}  // namespace sluice::publish
