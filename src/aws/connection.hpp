#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "aws/credentials/credentials.hpp"
#include "aws/error.hpp"
#include "aws/pacing.hpp"
#include "aws/retry.hpp"
#include "aws/service_description.hpp"
#include "aws/wire.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "http/service.hpp"
#include "http/sleeper.hpp"

namespace sluice::aws {

/// One call of an operation, its request already written down by a codec.
struct ApiCall {
  std::string_view operation;  ///< "GetQueueAttributes"
  std::string body;
  /// When to give up, pauses between attempts included.
  Instant deadline;
  /// Send the body gzipped where that pays (10 KB and more).
  bool compressible = false;
  /// False: to do it twice is not to do it once, so it is made again only where
  /// AWS refused it unseen (a throttle), never where its fate is unknown.
  bool repeatable = true;
  /// How long one attempt may take; empty: as the plan says.
  std::optional<Duration> attempt_limit = {};
  /// What a REST service is asked with; the others know one line only.
  std::string_view method = "POST";
  std::string path = "/";
};

/// Is told of every attempt, for the counts that people read.
class CallObserver {
 public:
  CallObserver() = default;
  CallObserver(const CallObserver&) = delete;
  CallObserver& operator=(const CallObserver&) = delete;
  virtual ~CallObserver() = default;

  /// One HTTP exchange has ended; `error` is null where it brought an answer.
  virtual void attempted(const ServiceDescription& service, std::string_view operation,
                         Duration took, const Error* error) = 0;
  /// The call is about to be made again.
  virtual void retrying(const ServiceDescription& service, std::string_view operation) = 0;
};

/// What every connection of a program shares. All of it must outlive them.
struct Shared {
  http::Service& http;
  const Clock& clock;
  http::Sleeper& sleeper;
  Random& random;
  RetryQuota& quota;
  Pacer& pacer;
  CallObserver& observer;
  RetryPlan plan = {};
  /// From how many bytes on a compressible body is; empty: never
  /// (AWS_DISABLE_REQUEST_COMPRESSION).
  std::optional<std::size_t> compression_floor = default_compression_floor;
};

/// A service at its endpoint: paces, signs, sends, reads AWS's errors and tries
/// again where that can help. The one way out to AWS for all clients.
class Connection {
 public:
  /// `credentials` null: the calls go unsigned.
  Connection(const ServiceDescription& service, http::Url endpoint, std::string region,
             CredentialsProvider* credentials, const Shared& shared)
      : service_{service},
        endpoint_{std::move(endpoint)},
        region_{std::move(region)},
        credentials_{credentials},
        shared_{shared} {}

  /// The answer's body.
  asio::awaitable<Result<std::string, Error>> call(ApiCall call);

  /// The answer, read by `decode`; what it cannot understand is an error, never
  /// a guess.
  template <class Response>
  asio::awaitable<Result<Response, Error>> call(
      ApiCall call, Result<Response, std::string> (*decode)(std::string_view body)) {
    const std::string_view operation = call.operation;
    const Result<std::string, Error> answer = co_await this->call(std::move(call));
    if (!answer) co_return Failure<Error>{answer.error()};
    co_return decode(*answer).map_error(
        [&](const std::string& why) { return unreadable(operation, why); });
  }

 private:
  asio::awaitable<Result<void, Error>> wait_for_turn(const ApiCall& call);
  asio::awaitable<Result<std::string, Error>> attempt(const ApiCall& call);
  asio::awaitable<Result<http::Request, Error>> signed_request(const ApiCall& call);
  Result<std::string, Error> outcome(const ApiCall& call,
                                     const Result<http::Response, http::TransportError>& answer);
  /// What has been tried of a call.
  struct History {
    int attempts = 0;
    bool signed_anew = false;
    std::optional<Error> last = {};
  };
  /// How long to wait before the next attempt; nothing: there is none.
  std::optional<Duration> pause_before_next(const ApiCall& call, History& history,
                                            const Error& error);
  [[nodiscard]] Error unreadable(std::string_view operation, const std::string& why) const;
  [[nodiscard]] Error too_late(const ApiCall& call, const std::string& why) const;

  const ServiceDescription& service_;
  http::Url endpoint_;
  std::string region_;
  CredentialsProvider* credentials_;
  Shared shared_;
  Duration clock_skew_{};  ///< how far AWS's clock is ahead of ours
};

}  // namespace sluice::aws
