#pragma once

#include <string>
#include <string_view>

#include "aws/credentials/credentials.hpp"
#include "base/time.hpp"
#include "http/service.hpp"

namespace sluice::aws {

/// What a signature is good for.
struct SigningScope {
  std::string region;   ///< "ap-southeast-2"
  std::string service;  ///< the signing name: "sqs", "monitoring"
};

/// The three steps of AWS Signature Version 4, kept apart so that a failing
/// vector shows which one is wrong.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct SignatureSteps {
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;      ///< lower-case hex
  std::string authorization;  ///< the header's value
};

/// Computes the signature of `request` as it stands: it must already have the
/// X-Amz-Date and, with a session token, the X-Amz-Security-Token header.
[[nodiscard]] SignatureSteps signature_steps(const http::Request& request,
                                             const Credentials& credentials,
                                             const SigningScope& scope, Instant at);

/// Adds X-Amz-Date, X-Amz-Security-Token (with a session token), Host and
/// Authorization to `request`.
void sign(http::Request& request, const Credentials& credentials, const SigningScope& scope,
          Instant at);

}  // namespace sluice::aws
