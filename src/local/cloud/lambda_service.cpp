#include "local/cloud/lambda_service.hpp"

#include <string>

#include "base/one_line.hpp"
#include "local/request_headers.hpp"
#include "local/scope.hpp"

namespace sluice::local {
namespace {

/// An operation that Lambda has and the face does not.
bool is_unknown(const http::Response& response) {
  return response.headers.find("x-amzn-ErrorType") == "UnknownOperationException";
}

}  // namespace

http::asio::awaitable<Result<http::Response, http::TransportError>> LambdaService::send(
    http::Request request) {
  const RequestHeaders headers = read_headers(request.headers);
  const std::string request_id = lent_.identities.uuid();
  const Scope scope = scope_of_authorization(headers.authorization);
  const Call call{.now = lent_.present(),
                  .where = location_of(scope, lent_.home),
                  .host = headers.host,
                  .request_id = request_id};
  http::Response response = co_await lent_.face(call.where).answer(request, call);
  if (is_unknown(response))
    lent_.log.warning("something was asked for that Sluice does not model",
                      {{"service", "lambda"},
                       {"operation", one_line(request.method + " " + request.url.target)}});
  lent_.changed();
  co_return response;
}

}  // namespace sluice::local
