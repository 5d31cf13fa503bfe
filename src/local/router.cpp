#include "local/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "base/one_line.hpp"
#include "local/protocol/cbor_protocol.hpp"
#include "local/protocol/json_protocol.hpp"
#include "local/protocol/query_protocol.hpp"

namespace sluice::local {

using boost::asio::awaitable;
using Answer = Result<http::Response, http::TransportError>;

namespace {

/// As every service of AWS says that it failed, and not the client.
world::Refusal internal_failure() {
  return {.code = "InternalFailure",
          .message =
              "The request processing has failed because of an unknown error, exception or "
              "failure.",
          .status = 500};
}

Answer cut() {
  return Failure<http::TransportError>{
      http::TransportError{http::TransportError::Kind::closed, "a fault that was asked for"}};
}

}  // namespace

Router::Router(Options options, Lent lent) : options_{std::move(options)}, lent_{lent} {}
Router::~Router() = default;

awaitable<Answer> Router::send(http::Request request) {
  for (const Rest& rest : rests_)
    if (request.url.target.starts_with(rest.prefix)) return serve_rest(std::move(request), rest);
  return serve(std::move(request));
}

awaitable<Answer> Router::serve_rest(http::Request request, const Rest& rest) {
  Mishap mishap;
  if (lent_.faults.active() && rest.description != nullptr) {
    const auto operation = rest.operation == nullptr ? std::string_view{} : rest.operation(request);
    mishap = lent_.faults.strike(*rest.description, operation);
  }
  if (mishap.latency > Duration{0}) co_await lent_.sleeper.sleep(mishap.latency);
  if (mishap.drop_connection) co_return cut();
  Answer answer = http::Response{};
  if (mishap.refusal)
    answer = rest_error(*mishap.refusal);
  else
    answer = co_await rest.service->send(std::move(request));
  if (rest.description != nullptr && !co_await keep(rest.description->name))
    answer = rest_error(internal_failure());
  if (answer && rest.description != nullptr && !answer->headers.find("x-amzn-RequestId"))
    answer->headers.add("x-amzn-RequestId", lent_.identities.uuid());
  co_return answer;
}

awaitable<Answer> Router::serve(http::Request request) {
  Exchange exchange{.request = std::move(request), .request_id = lent_.identities.uuid()};
  exchange.headers = read_headers(exchange.request.headers);
  exchange.scope = exchange.headers.authorization.empty()
                       ? scope_of_query(exchange.request.url.target)
                       : scope_of_authorization(exchange.headers.authorization);
  Mishap mishap{.refusal = faces_.recognise(exchange)};
  if (!mishap.refusal && lent_.faults.active()) {
    mishap = lent_.faults.strike(exchange.description(), exchange.operation);
    if (mishap.latency > Duration{0}) co_await lent_.sleeper.sleep(mishap.latency);
    if (mishap.drop_connection) co_return cut();
  }
  Output output = Json{};
  if (mishap.refusal)
    output = Failure<world::Refusal>{std::move(*mishap.refusal)};
  else
    output = co_await perform(exchange);
  tell(exchange, output);
  const Answering to{.service = exchange.description(),
                     .operation = exchange.operation,
                     .request_id = exchange.request_id,
                     .query_mode = exchange.headers.query_mode};
  if (exchange.language == Language::query) co_return query_answer(to, output);
  if (exchange.language == Language::cbor) co_return cbor_answer(to, output);
  if (exchange.body && output)
    co_return json_answer(to, std::move(*exchange.body), exchange.headers.content_type);
  co_return json_answer(to, output, exchange.headers.content_type);
}

/// A bug of ours is a failure of the service, not of the connection.
awaitable<Output> Router::perform(Exchange& exchange) {
  std::string what;
  try {
    co_return co_await call(exchange);
  } catch (const std::exception& error) {
    what = error.what();
  }
  lent_.log.error("an operation failed in an unforeseen way",
                  {{"service", std::string{exchange.description().name}},
                   {"operation", exchange.operation},
                   {"error", one_line(std::move(what))}});
  co_return Failure<world::Refusal>{internal_failure()};
}

awaitable<Output> Router::call(Exchange& exchange) {
  const Call call{.now = lent_.stage.present(),
                  .where = location_of(exchange.scope, options_.home),
                  .host = exchange.headers.host,
                  .request_id = exchange.request_id,
                  .access_key = exchange.scope.access_key,
                  .departure = exchange.request.departure};
  Output output = Json{};
  if (!exchange.read)
    exchange.body = exchange.face->shortcut(exchange.operation, exchange.request.body, call);
  if (!exchange.body) output = co_await call_with_document(exchange, call);
  lent_.stage.changed();
  if (!co_await keep(exchange.description().name))
    co_return Failure<world::Refusal>{internal_failure()};
  co_return output;
}

/// What was changed and cannot be kept must not be acknowledged: false.
awaitable<bool> Router::keep(std::string_view service) {
  if (!lent_.stage.must_store(service)) co_return true;
  const auto stored = co_await lent_.stage.stored();
  if (!stored)
    lent_.log.error("the answer of a call was withheld: its changes cannot be stored",
                    {{"service", std::string{service}}, {"error", one_line(stored.error())}});
  co_return stored.has_value();
}

awaitable<Output> Router::call_with_document(Exchange& exchange, const Call& call) {
  if (!exchange.read) {
    auto read = read_json(exchange.request.body);
    if (!read) co_return Failure<world::Refusal>{std::move(read.error())};
    exchange.input = std::move(*read);
  }
  const auto texts =
      exchange.language == Language::query ? Input::Texts::convert : Input::Texts::stay;
  Input input{exchange.input, exchange.description().wording, texts};
  if (exchange.entry->waits)
    co_return co_await exchange.face->handle_waiting(*exchange.entry, input, call);
  co_return exchange.face->handle(*exchange.entry, input, call);
}

void Router::tell(const Exchange& exchange, const Output& output) const {
  const bool ours = !output && output.error().message.starts_with(not_modelled);
  if (!ours && !options_.log_calls) return;
  std::vector<LogField> fields{{"service", std::string{exchange.description().name}},
                               {"operation", one_line(exchange.operation)}};
  if (!output) {
    fields.push_back({"code", output.error().code});
    fields.push_back({"reason", one_line(output.error().message)});
  }
  if (ours)
    lent_.log.warning("something was asked for that Sluice does not model", std::move(fields));
  else
    lent_.log.write(Log::Level::debug, "a call was answered", std::move(fields));
}

}  // namespace sluice::local
