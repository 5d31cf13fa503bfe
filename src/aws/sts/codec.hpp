#pragma once

#include <string>
#include <string_view>

#include "aws/credentials/credentials.hpp"
#include "aws/sts/messages.hpp"
#include "base/result.hpp"

namespace sluice::aws {

/// The request's parameters as a form; Action and Version are the connection's.
[[nodiscard]] std::string encode(const AssumeRoleRequest& request);
[[nodiscard]] std::string encode(const AssumeRoleWithWebIdentityRequest& request);

/// What the answer says. The error names what is missing or malformed.
[[nodiscard]] Result<Credentials, std::string> decode_assume_role(std::string_view xml);
[[nodiscard]] Result<Credentials, std::string> decode_assume_role_with_web_identity(
    std::string_view xml);
[[nodiscard]] Result<GetCallerIdentityResponse, std::string> decode_get_caller_identity(
    std::string_view xml);

}  // namespace sluice::aws
