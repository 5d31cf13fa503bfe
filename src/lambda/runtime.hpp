#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "http/service.hpp"

namespace sluice::lambda {

namespace asio = boost::asio;

/// One invocation of the function.
struct Invocation {
  std::string request_id;
  Instant deadline;   ///< when Lambda ends the function; the end of time where it does not say
  std::string event;  ///< the invocation's JSON document
};

/// Why an invocation, or the start of the function, failed: what Lambda shows
/// and counts.
struct FunctionError {
  std::string type;     ///< "Sluice.ServicesFailed"
  std::string message;  ///< one line
};

/// The function: an invocation's JSON answer, or its error.
using Handler =
    std::function<asio::awaitable<Result<std::string, FunctionError>>(Invocation invocation)>;

/// Why the loop ended; it never does in Lambda, which ends the process.
struct RuntimeError {
  std::string message;
};

/// The Lambda Runtime API's client: it asks for invocations and answers them.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
class Runtime {
 public:
  /// `host` is AWS_LAMBDA_RUNTIME_API ("127.0.0.1:9001"). `http` and `log` must
  /// outlive the Runtime.
  Runtime(std::string_view host, http::Service& http, Log& log);

  /// Handles invocations one after the other until the Runtime API cannot be
  /// reached or refuses.
  asio::awaitable<RuntimeError> serve(Handler handler);

  /// Tells Lambda that the function cannot start. The process must end then.
  asio::awaitable<void> report_init_error(FunctionError error);

 private:
  [[nodiscard]] http::Request request(std::string_view method, std::string_view path) const;
  asio::awaitable<Result<Invocation, RuntimeError>> next();
  asio::awaitable<Result<void, RuntimeError>> answer(std::string request_id,
                                                     Result<std::string, FunctionError> outcome);

  http::Url endpoint_;
  http::Service& http_;
  Log& log_;
};

}  // namespace sluice::lambda
