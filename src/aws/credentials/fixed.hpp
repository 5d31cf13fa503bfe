#pragma once

#include <utility>

#include "aws/credentials/credentials.hpp"

namespace sluice::aws {

/// Credentials that somebody has already got.
class FixedCredentials final : public CredentialsProvider {
 public:
  explicit FixedCredentials(Credentials credentials) : credentials_{std::move(credentials)} {}

  asio::awaitable<Result<Credentials, Error>> credentials() override { co_return credentials_; }

 private:
  Credentials credentials_;
};

}  // namespace sluice::aws
