#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <memory>
#include <variant>

#include "http/client.hpp"
#include "http/names.hpp"

namespace sluice::http {

/// One connection to one host, plain or TLS.
class Line {
 public:
  using Plain = boost::beast::tcp_stream;
  using Secure = boost::beast::ssl_stream<Plain>;

  /// The parts that making a connection needs.
  struct Making {
    Names& names;
    const Proxy* proxy;       ///< null: directly
    asio::ssl::context* tls;  ///< null: plain
    Duration limit;           ///< for all of it
  };

  static asio::awaitable<Result<std::unique_ptr<Line>, TransportError>> connect(Url url,
                                                                                Making making);

  explicit Line(std::variant<Plain, Secure> stream) : stream_{std::move(stream)} {}

  /// Sends `request` and reads its answer, of `largest_body` bytes at most.
  asio::awaitable<Result<Response, TransportError>> exchange(const Request& request,
                                                             std::size_t largest_body);

  /// Whether another request may go out: the last answer allowed it, and the
  /// other side has neither closed nor said anything since.
  [[nodiscard]] bool reusable();

 private:
  Plain& lowest();

  std::variant<Plain, Secure> stream_;
  boost::beast::flat_buffer buffer_;
  bool keep_alive_ = true;
};

}  // namespace sluice::http
