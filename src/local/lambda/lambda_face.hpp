#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "http/service.hpp"
#include "local/lambda/invocation_waiters.hpp"
#include "local/lambda/route.hpp"
#include "local/operation.hpp"
#include "world/lambda/lambda.hpp"

namespace sluice::local {

namespace asio = boost::asio;

/// Lambda's REST API, whose paths begin with a date.
/// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
class LambdaFace {
 public:
  /// Both must outlive it.
  LambdaFace(world::Lambda& lambda, InvocationWaiters& waiters)
      : lambda_{lambda}, waiters_{waiters} {}

  /// Whether a path is one of Lambda's: "/2015-03-31/functions", "/2017-03-31/tags/...".
  [[nodiscard]] static bool answers(std::string_view target);

  /// The operation that a request asks for: "CreateFunction"; empty: none that
  /// is modelled.
  [[nodiscard]] static std::string_view operation(const http::Request& request);

  /// All that it answers, in no order.
  [[nodiscard]] static std::vector<std::string> operations();

  /// Waits for the result of a synchronous invocation. `request` and `call` must
  /// outlive the answer.
  asio::awaitable<http::Response> answer(const http::Request& request, const Call& call);

  /// Lambda's form of an error.
  [[nodiscard]] static http::Response error(const world::Refusal& refusal);

 private:
  http::Response answer_route(const LambdaRoute& route, LambdaRequest& request, const Call& call);
  asio::awaitable<http::Response> invoke(const http::Request& request, const LambdaTarget& target,
                                         const Call& call);
  [[nodiscard]] http::Response package(const LambdaTarget& target, const Call& call) const;

  world::Lambda& lambda_;
  InvocationWaiters& waiters_;
};

}  // namespace sluice::local
