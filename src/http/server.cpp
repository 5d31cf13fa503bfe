#include "http/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <iterator>
#include <list>
#include <optional>
#include <string_view>

#include "http/socket_departure.hpp"

namespace sluice::http {
namespace {

namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t usual_read = 8192;
constexpr std::size_t body_read = 65536;  ///< where a body is still to come
constexpr std::size_t usual_lines = 16;   ///< header lines that AWS's clients send, rounded up

/// One client: what is kept from request to request.
struct Connection {
  explicit Connection(tcp::socket its) : socket{std::move(its)} {}

  tcp::socket socket;
  SocketDeparture departure{socket};
  beast::flat_buffer buffer;
  std::string host;  ///< of the last request
  Url url;           ///< that Host header, read
  std::string head;  ///< of the answer; kept for its memory
  /// The tick at which it is cut; empty: it may take its time.
  std::optional<std::uint64_t> deadline = {};
};

using Parser = wire::request_parser<wire::string_body>;

/// A client says the same Host on each request, so it is read only once.
const Url& url_of(Connection& connection, std::string_view host) {
  if (connection.host != host || host.empty()) {
    connection.host = host;
    connection.url = parse_url(fmt::format("http://{}", host)).value_or(Url{});
  }
  return connection.url;
}

Request from_wire(Connection& connection, wire::request<wire::string_body>&& message) {
  Request request{.method = std::string{message.method_string()}};
  const auto host = message.find(wire::field::host);
  request.url = url_of(connection, host == message.end() ? "localhost" : host->value());
  request.url.target = std::string{message.target()};
  request.headers.reserve(usual_lines);
  for (const auto& field : message)
    request.headers.add(std::string{field.name_string()}, std::string{field.value()});
  request.body = std::move(message.body());
  request.departure = &connection.departure;
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

/// How an answer is written.
struct Ending {
  bool keep_alive;
  bool without_body = false;  ///< to HEAD
};

/// Everything before the body.
void write_head(std::string& head, const Response& response, bool keep_alive) {
  const auto reason = wire::obsolete_reason(static_cast<wire::status>(response.status));
  head.clear();
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status,
                 std::string_view{reason.data(), reason.size()});
  for (const auto& [name, value] : response.headers)
    fmt::format_to(std::back_inserter(head), "{}: {}\r\n", name, value);
  if (!keep_alive) head += "Connection: close\r\n";
  if (response.status != 204 && response.status != 304)  // RFC 9110, section 8.6
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", response.body.size());
  head += "\r\n";
}

}  // namespace

/// What the connections share; they keep it alive until the last has ended.
class Server::State : public std::enable_shared_from_this<State> {
 public:
  State(const asio::any_io_executor& executor, ServerOptions options, Service& service)
      : options_{std::move(options)},
        service_{service},
        acceptor_{executor},
        ticking_{executor},
        tick_{std::clamp<Duration>(std::min(options_.read_limit, options_.write_limit) / 8,
                                   std::chrono::milliseconds{1}, std::chrono::seconds{1})} {}

  Result<void, std::string> open() {
    error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (!error) open_at(tcp::endpoint{address, options_.port}, error);
    if (!error) return {};
    return Failure<std::string>{fmt::format("cannot listen at {}:{}: {}", options_.address,
                                            options_.port, error.message())};
  }

  void start() {
    asio::co_spawn(acceptor_.get_executor(), accept(shared_from_this()), ended);
    asio::co_spawn(acceptor_.get_executor(), cut_late(shared_from_this()), ended);
  }

  [[nodiscard]] std::uint16_t port() const {
    error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
  }

  void stop() {
    stopped_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    ticking_.cancel();
    for (Connection* connection : open_) connection->socket.close(ignored);
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

  /// One clock for all, instead of two timers for each request.
  /// A limit is kept to an eighth of it.
  static asio::awaitable<void> cut_late(std::shared_ptr<State> self) {
    while (!self->stopped_) {
      self->ticking_.expires_after(self->tick_);
      co_await self->ticking_.async_wait(as_result);
      ++self->ticks_;
      error_code ignored;
      for (Connection* connection : self->open_)
        if (connection->deadline && *connection->deadline <= self->ticks_)
          connection->socket.close(ignored);
    }
  }

  /// The next tick comes at any moment, hence the one more.
  [[nodiscard]] std::uint64_t deadline_after(Duration limit) const {
    return ticks_ + 1 + static_cast<std::uint64_t>((limit + tick_ - Duration{1}) / tick_);
  }

  static asio::awaitable<void> serve(std::shared_ptr<State> self, tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    socket.non_blocking(true, ignored);
    Connection connection{std::move(socket)};
    struct Listed {
      std::list<Connection*>& list;
      std::list<Connection*>::iterator at;
      ~Listed() { list.erase(at); }
    };
    const Listed listed{self->open_, self->open_.insert(self->open_.end(), &connection)};
    while (!self->stopped_ && co_await answer_one(*self, connection)) {
    }
    connection.socket.shutdown(tcp::socket::shutdown_send, ignored);
  }

  /// True: another request may follow.
  static asio::awaitable<bool> answer_one(State& self, Connection& connection) {
    Parser parser;
    parser.eager(true);
    parser.body_limit(self.options_.largest_body);
    parser.header_limit(self.options_.largest_head);
    connection.deadline = self.deadline_after(self.options_.read_limit);
    const error_code error = co_await read(connection, parser);
    if (const auto status = complaint(error)) {
      Response refusal{.status = *status};
      const Ending last{.keep_alive = false};
      co_await write(self, connection, std::move(refusal), last);
      co_return false;
    }
    if (error || self.stopped_) co_return false;  // once stopped, the service may be gone
    const Ending ending{.keep_alive = parser.keep_alive(),
                        .without_body = parser.get().method() == wire::verb::head};
    connection.deadline.reset();
    auto response = co_await self.service_.send(from_wire(connection, parser.release()));
    if (!response) co_return false;
    co_return co_await write(self, connection, std::move(*response), ending);
  }

  /// Reads until the request is whole. Waits before it reads: the next request
  /// of a client that waits for its answer cannot be there yet. One that waits for
  /// leave to send its body gets it.
  static asio::awaitable<error_code> read(Connection& connection, Parser& parser) {
    for (bool may_ask = true;;) {
      if (const error_code wrong = parse(connection, parser); wrong || parser.is_done())
        co_return wrong;
      if (may_ask && parser.is_header_done()) {
        may_ask = false;
        if (const auto unsaid = co_await give_leave(connection, parser)) co_return unsaid;
      }
      const auto [waited] =
          co_await connection.socket.async_wait(tcp::socket::wait_read, as_result);
      if (waited) co_return waited;
      if (const error_code failed = fill(connection, parser.is_header_done())) co_return failed;
    }
  }

  /// Gives the parser what has come.
  static error_code parse(Connection& connection, Parser& parser) {
    error_code error;
    if (connection.buffer.size() > 0)
      connection.buffer.consume(parser.put(connection.buffer.data(), error));
    return error == wire::error::need_more ? error_code{} : error;
  }

  /// Takes from the socket what is there.
  static error_code fill(Connection& connection, bool in_body) {
    error_code error;
    const std::size_t most = in_body ? body_read : usual_read;
    const std::size_t got = connection.socket.read_some(connection.buffer.prepare(most), error);
    connection.buffer.commit(error ? 0 : got);
    return error == asio::error::would_block ? error_code{} : error;
  }

  static asio::awaitable<error_code> give_leave(Connection& connection, const Parser& parser) {
    if (!beast::iequals(parser.get()[wire::field::expect], "100-continue")) co_return error_code{};
    constexpr std::string_view leave = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [unsaid, written] =
        co_await asio::async_write(connection.socket, asio::buffer(leave), as_result);
    co_return unsaid;
  }

  static asio::awaitable<bool> write(State& self, Connection& connection, Response response,
                                     Ending ending) {
    write_head(connection.head, response, ending.keep_alive);
    if (ending.without_body) response.body.clear();  // its length stays told
    const std::array<asio::const_buffer, 2> all{asio::buffer(connection.head),
                                                asio::buffer(response.body)};
    error_code error;
    // It fits the socket's buffer, as a rule: then there is nothing to wait for.
    std::size_t written = connection.socket.write_some(all, error);
    if (error == asio::error::would_block) written = 0;
    if (error && error != asio::error::would_block) co_return false;
    if (written == connection.head.size() + response.body.size()) co_return ending.keep_alive;
    connection.deadline = self.deadline_after(self.options_.write_limit);
    std::string rest = connection.head + response.body;
    rest.erase(0, written);
    const auto [failed, more] =
        co_await asio::async_write(connection.socket, asio::buffer(rest), as_result);
    co_return !failed && ending.keep_alive;
  }

  ServerOptions options_;
  Service& service_;
  tcp::acceptor acceptor_;
  asio::steady_timer ticking_;
  Duration tick_;
  std::uint64_t ticks_ = 0;
  std::list<Connection*> open_;
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

// NOLINTNEXTLINE(bugprone-exception-escape): a timer's cancel() fails on no system of ours
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
