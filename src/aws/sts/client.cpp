#include "aws/sts/client.hpp"

#include "aws/sts/codec.hpp"

namespace sluice::aws {

asio::awaitable<Result<Credentials, Error>> StsClient::assume_role(const AssumeRoleRequest& request,
                                                                   Instant deadline) {
  return connection_.call(
      {.operation = "AssumeRole", .body = encode(request), .deadline = deadline},
      decode_assume_role);
}

asio::awaitable<Result<Credentials, Error>> StsClient::assume_role_with_web_identity(
    const AssumeRoleWithWebIdentityRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "AssumeRoleWithWebIdentity", .body = encode(request), .deadline = deadline},
      decode_assume_role_with_web_identity);
}

asio::awaitable<Result<GetCallerIdentityResponse, Error>> StsClient::get_caller_identity(
    Instant deadline) {
  return connection_.call({.operation = "GetCallerIdentity", .body = {}, .deadline = deadline},
                          decode_get_caller_identity);
}

}  // namespace sluice::aws
