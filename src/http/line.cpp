#include "http/line.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>

namespace sluice::http {
namespace {

namespace beast = boost::beast;
namespace wire = boost::beast::http;
using boost::system::error_code;
using Kind = TransportError::Kind;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// Answers' header lines together; AWS's take under 2 KiB.
constexpr std::uint32_t largest_header = 64U << 10U;

Kind kind_of(error_code error) {
  if (error == beast::error::timeout) return Kind::timeout;
  if (error == wire::error::body_limit || error == wire::error::header_limit ||
      error == wire::error::buffer_overflow)
    return Kind::too_large;
  if (error == wire::error::end_of_stream || error == wire::error::partial_message)
    return Kind::closed;
  if (error.category() == make_error_code(wire::error::bad_version).category())
    return Kind::malformed;
  if (error.category() == asio::error::get_ssl_category()) return Kind::tls;
  return Kind::closed;
}

Failure<TransportError> failed(Kind kind, const Url& url, std::string_view what) {
  return Failure<TransportError>{TransportError{kind, fmt::format("{}: {}", url.origin(), what)}};
}

Failure<TransportError> failed(const Url& url, error_code error) {
  const Kind kind = kind_of(error);
  switch (kind) {
    case Kind::timeout:
      return failed(kind, url, "no answer within the time limit");
    case Kind::too_large:
      return failed(kind, url, "the answer is larger than allowed");
    case Kind::closed:
      return failed(kind, url, fmt::format("the connection ended first ({})", error.message()));
    case Kind::malformed:
      return failed(kind, url, fmt::format("the answer is not HTTP ({})", error.message()));
    default:
      return failed(kind, url, fmt::format("TLS: {}", error.message()));
  }
}

wire::request<wire::string_body> to_wire(const Request& request) {
  wire::request<wire::string_body> out;
  out.version(11);
  out.method_string(request.method);
  out.target(request.url.target);
  out.set(wire::field::host, request.url.authority());
  for (const auto& [name, value] : request.headers) {
    if (beast::iequals(name, "host"))
      out.set(wire::field::host, value);
    else
      out.insert(name, value);
  }
  out.body() = request.body;
  out.prepare_payload();
  return out;
}

Response from_wire(wire::response<wire::string_body>&& answer) {
  Response response{.status = static_cast<int>(answer.result_int())};
  for (const auto& field : answer)
    response.headers.add(std::string{field.name_string()}, std::string{field.value()});
  response.body = std::move(answer.body());
  return response;
}

void limit(beast::tcp_stream& stream, std::optional<Duration> span) {
  if (span)
    stream.expires_after(*span);
  else
    stream.expires_never();
}

template <class Stream>
asio::awaitable<Result<Response, TransportError>> exchange_on(Stream& stream,
                                                              beast::flat_buffer& buffer,
                                                              const Request& request,
                                                              std::size_t largest_body,
                                                              bool& keep_alive) {
  keep_alive = false;
  const auto message = to_wire(request);
  const auto [write_error, written] = co_await wire::async_write(stream, message, as_result);
  if (write_error == beast::error::timeout) co_return failed(request.url, write_error);
  // Whatever else stopped the writing, an early answer may say why.
  for (;;) {
    wire::response_parser<wire::string_body> parser;
    parser.body_limit(largest_body);
    parser.header_limit(largest_header);
    const auto [error, read] = co_await wire::async_read(stream, buffer, parser, as_result);
    if (error) co_return failed(request.url, error);
    if (parser.get().result_int() < 200) continue;  // the answer follows (RFC 9110, section 15.2)
    keep_alive = !write_error && parser.keep_alive();
    co_return from_wire(parser.release());
  }
}

std::string basic_authorization(const Url& proxy) {
  const std::string pair = fmt::format("{}:{}", proxy.user, proxy.password);
  std::string encoded((pair.size() * 2) + 4, '\0');  // 4 letters for 3 bytes, and a NUL
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(pair.data()),
                                     static_cast<int>(pair.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return fmt::format("Basic {}", encoded);
}

/// Asks `proxy` for a tunnel to `url` (RFC 9110, section 9.3.6).
asio::awaitable<Result<void, TransportError>> tunnel(beast::tcp_stream& stream, Url url,
                                                     Url proxy) {
  wire::request<wire::empty_body> ask;
  ask.version(11);
  ask.method(wire::verb::connect);
  const std::string destination = url.host_and_port();
  ask.target(destination);
  ask.set(wire::field::host, destination);
  if (!proxy.user.empty()) ask.set(wire::field::proxy_authorization, basic_authorization(proxy));
  const auto [write_error, written] = co_await wire::async_write(stream, ask, as_result);
  if (write_error) co_return failed(proxy, write_error);
  beast::flat_buffer buffer;
  wire::response_parser<wire::empty_body> parser;
  parser.skip(true);
  const auto [error, read] = co_await wire::async_read_header(stream, buffer, parser, as_result);
  if (error) co_return failed(proxy, error);
  if (wire::to_status_class(parser.get().result()) != wire::status_class::successful) {
    co_return failed(Kind::connect, proxy,
                     fmt::format("the proxy refused a tunnel to {}: {} {}", destination,
                                 parser.get().result_int(), std::string{parser.get().reason()}));
  }
  co_return Result<void, TransportError>{};
}

/// Wants a certificate for `host`, and tells the server a name (an address must
/// not be told: RFC 6066, section 3).
bool expect_host(SSL* tls, std::string host) {
  error_code not_address;
  asio::ip::make_address(host, not_address);
  // What the macro SSL_set_tlsext_host_name stands for, without its C cast.
  if (not_address)
    SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
  return SSL_set1_host(tls, host.c_str()) == 1;
}

asio::awaitable<Result<std::variant<Line::Plain, Line::Secure>, TransportError>> secured(
    beast::tcp_stream plain, Url url, asio::ssl::context& tls) {
  Line::Secure stream{std::move(plain), tls};
  if (!expect_host(stream.native_handle(), url.host))
    co_return failed(Kind::tls, url, "TLS: no certificate can be for this host");
  const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::client, as_result);
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict != X509_V_OK) {
    co_return failed(Kind::tls, url,
                     fmt::format("TLS: its certificate is not trusted: {}",
                                 X509_verify_cert_error_string(verdict)));
  }
  if (error) co_return failed(url, error);
  co_return std::variant<Line::Plain, Line::Secure>{std::move(stream)};
}

}  // namespace

asio::awaitable<Result<std::unique_ptr<Line>, TransportError>> Line::connect(Url url,
                                                                             Making making) {
  const Url& first = making.proxy == nullptr ? url : making.proxy->url;
  Plain plain{co_await asio::this_coro::executor};
  plain.expires_after(making.limit);  // counts from here, so the name's time is in it
  const auto addresses = co_await making.names.find(first, making.limit);
  if (!addresses) co_return Failure<TransportError>{addresses.error()};
  const auto [error, endpoint] = co_await plain.async_connect(*addresses, as_result);
  if (error == beast::error::timeout) co_return failed(first, error);
  if (error)
    co_return failed(Kind::connect, first, fmt::format("cannot connect: {}", error.message()));
  error_code ignored;
  plain.socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
  if (making.proxy != nullptr) {
    auto through = co_await tunnel(plain, url, making.proxy->url);
    if (!through) co_return Failure<TransportError>{through.error()};
  }
  if (making.tls == nullptr) co_return std::make_unique<Line>(std::move(plain));
  auto stream = co_await secured(std::move(plain), url, *making.tls);
  if (!stream) co_return Failure<TransportError>{stream.error()};
  co_return std::make_unique<Line>(std::move(*stream));
}

asio::awaitable<Result<Response, TransportError>> Line::exchange(const Request& request,
                                                                 std::size_t largest_body) {
  limit(lowest(), request.time_limit);
  if (auto* plain = std::get_if<Plain>(&stream_))
    co_return co_await exchange_on(*plain, buffer_, request, largest_body, keep_alive_);
  co_return co_await exchange_on(std::get<Secure>(stream_), buffer_, request, largest_body,
                                 keep_alive_);
}

bool Line::reusable() {
  if (!keep_alive_ || buffer_.size() > 0 || !lowest().socket().is_open()) return false;
  error_code error;
  lowest().socket().non_blocking(true, error);
  std::array<char, 1> one{};
  lowest().socket().receive(asio::buffer(one), asio::ip::tcp::socket::message_peek, error);
  return error == asio::error::would_block;
}

Line::Plain& Line::lowest() {
  if (auto* plain = std::get_if<Plain>(&stream_)) return *plain;
  return std::get<Secure>(stream_).next_layer();
}

}  // namespace sluice::http
