#include "local/cloud/lambda_service.hpp"

#include <string>

#include "local/request_headers.hpp"
#include "local/scope.hpp"

namespace sluice::local {

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
  lent_.changed();
  co_return response;
}

}  // namespace sluice::local
