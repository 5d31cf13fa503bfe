#pragma once

#include <string>
#include <string_view>

#include "local/input.hpp"

namespace sluice::local {

/// What a policy document is for: a role's trust names principals, a policy of
/// permissions names resources.
enum class PolicyKind { trust, permissions };

/// The required policy document `name`, as it was sent; MalformedPolicyDocument
/// is noted where it does not follow IAM's grammar.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
[[nodiscard]] std::string read_policy_document(Input& input, std::string_view name,
                                               PolicyKind kind);

}  // namespace sluice::local
