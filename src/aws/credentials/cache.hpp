#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <optional>

#include "aws/credentials/credentials.hpp"
#include "base/log.hpp"

namespace sluice::aws {

/// Keeps what another provider gave, and fetches anew before it expires: from 15
/// minutes before on it tries, and goes on with what it has where that fails;
/// from 10 minutes before on, a failure is the answer. However many ask, one
/// fetch is under way at a time: the others wait for it and share its answer.
/// One event loop, one thread.
class CachedCredentials final : public CredentialsProvider {
 public:
  /// All must outlive this.
  CachedCredentials(CredentialsProvider& source, const Clock& clock, Log& log)
      : source_{source}, clock_{clock}, log_{log} {}

  asio::awaitable<Result<Credentials, Error>> credentials() override;
  void invalidate() override;

 private:
  enum class Need { none, advisory, mandatory };
  class Flight;

  [[nodiscard]] Need need() const;
  asio::awaitable<Result<Credentials, Error>> refresh(Need need);
  Result<Credentials, Error> take(Result<Credentials, Error> fetched, Need need);

  CredentialsProvider& source_;
  const Clock& clock_;
  Log& log_;
  std::optional<Credentials> kept_;
  Instant advisory_pause_end_{};  ///< no advisory attempt before
  /// Rings (is cancelled) when the fetch under way ends; empty: there is none.
  std::optional<asio::steady_timer> bell_;
  std::uint64_t landed_ = 0;         ///< fetches that have ended, with an answer
  Result<Credentials, Error> last_;  ///< the answer of the last of them
};

}  // namespace sluice::aws
