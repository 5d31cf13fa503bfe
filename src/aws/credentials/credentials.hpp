#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace sluice::aws {

namespace asio = boost::asio;

/// Who asks. Never logged.
struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token = {};       ///< empty for long-term keys
  std::optional<Instant> expires = {};  ///< empty: they do not expire
  friend bool operator==(const Credentials&, const Credentials&) = default;
};

/// Where credentials come from.
class CredentialsProvider {
 public:
  CredentialsProvider() = default;
  CredentialsProvider(const CredentialsProvider&) = delete;
  CredentialsProvider& operator=(const CredentialsProvider&) = delete;
  virtual ~CredentialsProvider() = default;

  /// Credentials that are good now. An error says, in one line, what was tried
  /// and what would help.
  virtual asio::awaitable<Result<Credentials, Error>> credentials() = 0;

  /// AWS called the credentials expired: the next call must fetch new ones.
  virtual void invalidate() {}
};

}  // namespace sluice::aws
