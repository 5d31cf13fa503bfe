#include "aws/credentials/cache.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "base/calendar.hpp"

namespace sluice::aws {
namespace {

// The windows of botocore's RefreshableCredentials.
constexpr Duration advisory_window = std::chrono::minutes{15};
constexpr Duration mandatory_window = std::chrono::minutes{10};
/// Between advisory attempts, so that a source that is ill, or gives short-lived
/// credentials only, is not asked for every single call.
constexpr Duration advisory_pause = std::chrono::minutes{1};

bool has_expired(const Credentials& credentials, Instant now) {
  return credentials.expires.value_or(Instant::max()) <= now;
}

/// When they end, for people.
std::string end_of(const Credentials& credentials) {
  return credentials.expires ? iso8601(*credentials.expires) : "never";
}

Error still_expired(const Credentials& credentials) {
  return Error{.remedy = Remedy::give_up,
               .operation = "credentials:refresh",
               .message = fmt::format(
                   "the credentials that were fetched had already expired, at {}; renew them where "
                   "they come from, or set this machine's clock right",
                   end_of(credentials))};
}

}  // namespace

/// A fetch under way. However it ends, those who wait for it are woken.
class CachedCredentials::Flight {
 public:
  Flight(std::optional<asio::steady_timer>& bell, const asio::any_io_executor& executor)
      : bell_{bell} {
    bell_.emplace(executor, asio::steady_timer::time_point::max());
  }
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;
  ~Flight() { bell_.reset(); }

 private:
  std::optional<asio::steady_timer>& bell_;
};

void CachedCredentials::invalidate() {
  kept_.reset();
  source_.invalidate();
}

CachedCredentials::Need CachedCredentials::need() const {
  if (!kept_) return Need::mandatory;
  if (!kept_->expires) return Need::none;
  const Instant now = clock_.now();
  const Duration left = *kept_->expires - now;
  if (left <= Duration{}) return Need::mandatory;
  if (left >= advisory_window || now < advisory_pause_end_) return Need::none;
  return left < mandatory_window ? Need::mandatory : Need::advisory;
}

asio::awaitable<Result<Credentials, Error>> CachedCredentials::credentials() {
  for (;;) {
    const Need needed = need();
    const bool on_the_way = bell_.has_value();
    const bool will_do = needed == Need::none || (needed == Need::advisory && on_the_way);
    if (kept_ && will_do) co_return *kept_;
    if (!on_the_way) co_return co_await refresh(needed);
    const std::uint64_t before = landed_;
    co_await bell_->async_wait(asio::as_tuple(asio::use_awaitable));
    if (landed_ != before) co_return last_;
    // The fetch was abandoned, with its caller: somebody else has to do it.
  }
}

asio::awaitable<Result<Credentials, Error>> CachedCredentials::refresh(Need need) {
  const auto executor = co_await asio::this_coro::executor;
  const Flight flight{bell_, executor};
  auto fetched = co_await source_.credentials();
  last_ = take(std::move(fetched), need);
  ++landed_;
  co_return last_;
}

Result<Credentials, Error> CachedCredentials::take(Result<Credentials, Error> fetched, Need need) {
  const Instant now = clock_.now();
  if (fetched && has_expired(*fetched, now)) fetched = Failure<Error>{still_expired(*fetched)};
  if (fetched) {
    kept_ = *fetched;
    advisory_pause_end_ = now + advisory_pause;
    return fetched;
  }
  if (need != Need::advisory || !kept_) return fetched;
  advisory_pause_end_ = now + advisory_pause;
  log_.warning("credentials could not be refreshed ahead of time",
               {{"error", to_line(fetched.error())}, {"good_until", end_of(*kept_)}});
  return *kept_;
}

}  // namespace sluice::aws
