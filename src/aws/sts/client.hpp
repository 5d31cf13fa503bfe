#pragma once

#include <utility>

#include "aws/connection.hpp"
#include "aws/sts/messages.hpp"

namespace sluice::aws {

/// AWS Security Token Service.
class StsClient {
 public:
  explicit StsClient(Connection connection) : connection_{std::move(connection)} {}

  /// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  asio::awaitable<Result<Credentials, Error>> assume_role(const AssumeRoleRequest& request,
                                                          Instant deadline);
  /// REQUIRES: the connection is unsigned; the token says who asks.
  /// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
  asio::awaitable<Result<Credentials, Error>> assume_role_with_web_identity(
      const AssumeRoleWithWebIdentityRequest& request, Instant deadline);
  /// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  asio::awaitable<Result<GetCallerIdentityResponse, Error>> get_caller_identity(Instant deadline);

 private:
  Connection connection_;
};

}  // namespace sluice::aws
