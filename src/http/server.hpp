#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/service.hpp"

namespace sluice::http {

/// Where a Server listens, and the bounds that it keeps.
struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                 ///< 0: any free one
  std::size_t most_connections = 1024;    ///< more are closed at once
  std::size_t largest_body = 16U << 20U;  ///< bytes of a request's body; more is answered with 413
  std::uint32_t largest_head = 32U << 10U;         ///< bytes of a request's header lines; more: 431
  Duration read_limit = std::chrono::seconds{60};  ///< for a whole request, and idle between two
  Duration write_limit = std::chrono::seconds{60};  ///< for a whole answer
};

/// Answers HTTP/1.1 requests by a Service; what is no HTTP is answered with 400
/// and ends the connection. HEAD is answered as GET would be, without the body. One event loop, one
/// thread. `stop` (or the destructor) must run while the loop still does.
class Server {
 public:
  /// Listens from here on; connections are served once the loop runs. The
  /// error names the address. `service` must outlive the Server.
  static Result<std::unique_ptr<Server>, std::string> listen(const asio::any_io_executor& executor,
                                                             const ServerOptions& options,
                                                             Service& service);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// No new connections; those that are open are cut.
  void stop();

 private:
  class State;
  explicit Server(std::shared_ptr<State> state) : state_{std::move(state)} {}
  std::shared_ptr<State> state_;
};

}  // namespace sluice::http
