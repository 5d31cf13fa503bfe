#include "http/server.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <optional>
#include <string_view>

namespace sluice::http {
namespace {

namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

Request from_wire(wire::request<wire::string_body>&& message) {
  Request request{.method = std::string{message.method_string()}};
  request.url.target = std::string{message.target()};
  for (const auto& field : message)
    request.headers.add(std::string{field.name_string()}, std::string{field.value()});
  const auto host = message.find(wire::field::host);
  auto url = parse_url(
      fmt::format("http://{}", host == message.end() ? "localhost" : std::string{host->value()}));
  if (url) {
    url->target = std::move(request.url.target);
    request.url = std::move(*url);
  }
  request.body = std::move(message.body());
  return request;
}

/// The status that tells a client what was wrong with its request; nothing
/// where the line was cut.
std::optional<int> complaint(const error_code& error) {
  if (error == wire::error::body_limit) return 413;
  if (error == wire::error::header_limit) return 431;
  const bool cut = error == wire::error::end_of_stream || error == wire::error::partial_message;
  const bool malformed = error.category() == make_error_code(wire::error::bad_method).category();
  return malformed && !cut ? std::optional{400} : std::nullopt;
}

wire::response<wire::string_body> to_wire(Response response) {
  wire::response<wire::string_body> out;
  out.version(11);
  out.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) out.insert(name, value);
  out.body() = std::move(response.body);
  return out;
}

}  // namespace

/// What the connections share; they keep it alive until the last has ended.
class Server::State : public std::enable_shared_from_this<State> {
 public:
  State(const asio::any_io_executor& executor, ServerOptions options, Service& service)
      : options_{std::move(options)}, service_{service}, acceptor_{executor} {}

  Result<void, std::string> open() {
    error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (!error) open_at(tcp::endpoint{address, options_.port}, error);
    if (!error) return {};
    return Failure<std::string>{fmt::format("cannot listen at {}:{}: {}", options_.address,
                                            options_.port, error.message())};
  }

  void start() { asio::co_spawn(acceptor_.get_executor(), accept(shared_from_this()), ended); }

  [[nodiscard]] std::uint16_t port() const {
    error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
  }

  void stop() {
    stopped_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (beast::tcp_stream* stream : open_) stream->close();
  }

 private:
  /// A connection's end is nobody's news: its coroutine has handled it.
  static void ended(const std::exception_ptr&) {}

  void open_at(const tcp::endpoint& endpoint, error_code& error) {
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  }

  static asio::awaitable<void> accept(std::shared_ptr<State> self) {
    while (!self->stopped_) {
      auto [error, socket] = co_await self->acceptor_.async_accept(as_result);
      if (self->stopped_) co_return;
      if (error) {  // out of descriptors, as a rule: let some end first
        asio::steady_timer pause{self->acceptor_.get_executor(), std::chrono::milliseconds{50}};
        co_await pause.async_wait(as_result);
        continue;
      }
      if (self->open_.size() >= self->options_.most_connections) continue;
      asio::co_spawn(self->acceptor_.get_executor(), serve(self, std::move(socket)), ended);
    }
  }

  static asio::awaitable<void> serve(std::shared_ptr<State> self, tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    beast::tcp_stream stream{std::move(socket)};
    struct Listed {
      std::list<beast::tcp_stream*>& list;
      std::list<beast::tcp_stream*>::iterator at;
      ~Listed() { list.erase(at); }
    };
    const Listed listed{self->open_, self->open_.insert(self->open_.end(), &stream)};
    beast::flat_buffer buffer;
    while (!self->stopped_ && co_await answer_one(*self, stream, buffer)) {
    }
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  /// True: another request may follow.
  static asio::awaitable<bool> answer_one(State& self, beast::tcp_stream& stream,
                                          beast::flat_buffer& buffer) {
    stream.expires_after(self.options_.read_limit);
    wire::request_parser<wire::string_body> parser;
    parser.body_limit(self.options_.largest_body);
    parser.header_limit(self.options_.largest_head);
    const error_code error = co_await read(stream, buffer, parser);
    if (const auto status = complaint(error)) {
      Response refusal{.status = *status};
      const Ending last{.keep_alive = false};
      co_await write(self, stream, std::move(refusal), last);
      co_return false;
    }
    if (error) co_return false;
    const Ending ending{.keep_alive = parser.keep_alive(),
                        .without_body = parser.get().method() == wire::verb::head};
    stream.expires_never();
    auto response = co_await self.service_.send(from_wire(parser.release()));
    if (!response) co_return false;
    co_return co_await write(self, stream, std::move(*response), ending);
  }

  /// Reads one request; a client that waits for leave to send its body gets it.
  static asio::awaitable<error_code> read(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                          wire::request_parser<wire::string_body>& parser) {
    parser.eager(true);
    bool may_wait = true;
    while (!parser.is_done()) {
      const auto [error, size] = co_await wire::async_read_some(stream, buffer, parser, as_result);
      if (error) co_return error;
      if (!may_wait || !parser.is_header_done() || parser.is_done()) continue;
      may_wait = false;
      if (!beast::iequals(parser.get()[wire::field::expect], "100-continue")) continue;
      constexpr std::string_view leave = "HTTP/1.1 100 Continue\r\n\r\n";
      const auto [unsaid, written] =
          co_await asio::async_write(stream, asio::buffer(leave), as_result);
      if (unsaid) co_return unsaid;
    }
    co_return error_code{};
  }

  /// How an answer is written.
  struct Ending {
    bool keep_alive;
    bool without_body = false;  ///< to HEAD
  };

  static asio::awaitable<bool> write(State& self, beast::tcp_stream& stream, Response response,
                                     Ending ending) {
    auto message = to_wire(std::move(response));
    message.keep_alive(ending.keep_alive);
    message.prepare_payload();
    if (ending.without_body) message.body().clear();  // its length stays told
    stream.expires_after(self.options_.write_limit);
    const auto [error, written] = co_await wire::async_write(stream, message, as_result);
    co_return !error && ending.keep_alive;
  }

  ServerOptions options_;
  Service& service_;
  tcp::acceptor acceptor_;
  std::list<beast::tcp_stream*> open_;
  bool stopped_ = false;
};

Result<std::unique_ptr<Server>, std::string> Server::listen(const asio::any_io_executor& executor,
                                                            const ServerOptions& options,
                                                            Service& service) {
  auto state = std::make_shared<State>(executor, options, service);
  auto opened = state->open();
  if (!opened) return Failure<std::string>{opened.error()};
  state->start();
  return std::unique_ptr<Server>{new Server{std::move(state)}};
}

Server::~Server() {
  stop();
}
std::uint16_t Server::port() const {
  return state_->port();
}
void Server::stop() {
  state_->stop();
}

}  // namespace sluice::http
