#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/environment.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "http/service.hpp"

namespace sluice::http {

/// The way out through a forward proxy.
struct Proxy {
  Url url;  ///< of the proxy itself; http only
  /// Hosts that are reached directly: names with their subdomains, addresses,
  /// "*" for all (NO_PROXY).
  std::vector<std::string> except = {};
};

/// The proxy that HTTPS_PROXY and NO_PROXY ask for (or their lower-case twins,
/// which win, as in curl). Nothing where none is set; the error names the
/// variable.
[[nodiscard]] Result<std::optional<Proxy>, std::string> proxy_from(const Environment& environment);

/// Whether a request to `host` goes around `proxy`.
[[nodiscard]] bool goes_around(const Proxy& proxy, std::string_view host);

/// The bounds that a Client keeps.
struct ClientOptions {
  std::size_t most_connections = 64;                 ///< open at once, to all hosts together
  std::size_t largest_body = 16U << 20U;             ///< bytes of an answer's body
  Duration connect_limit = std::chrono::seconds{5};  ///< name, TCP, proxy and TLS together
  Duration idle_limit = std::chrono::seconds{50};    ///< older connections are not used again
  /// The bundle of trusted certificates (PEM); empty: where this Linux keeps
  /// it. Read when the first TLS connection needs it.
  std::string ca_bundle = {};
  std::optional<Proxy> proxy = {};  ///< for https; http goes directly
};

/// Sends requests over the network: HTTP/1.1 with kept-alive connections,
/// which callers share and wait for when all are in use. Certificates and host
/// names are verified. One event loop, one thread; the Client must outlive its
/// calls.
class Client final : public Service {
 public:
  /// `clock` ages idle connections and must outlive the Client.
  Client(ClientOptions options, const Clock& clock);
  ~Client() override;

  asio::awaitable<Result<Response, TransportError>> send(Request request) override;

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace sluice::http
