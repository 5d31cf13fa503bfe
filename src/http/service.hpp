#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "http/url.hpp"

namespace sluice::http {

class Departure;

namespace asio = boost::asio;

/// Header lines in the order in which they were added. Names compare without
/// regard to case (RFC 9110, section 5.1).
class Headers {
 public:
  using Line = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Line> lines) : lines_{lines} {}

  /// The first line of that name; nothing where there is none.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// Replaces the lines of that name by one.
  void set(std::string name, std::string value);
  void add(std::string name, std::string value) {
    lines_.emplace_back(std::move(name), std::move(value));
  }
  void reserve(std::size_t lines) { lines_.reserve(lines); }
  [[nodiscard]] auto begin() const { return lines_.begin(); }
  [[nodiscard]] auto end() const { return lines_.end(); }
  friend bool operator==(const Headers&, const Headers&) = default;

 private:
  std::vector<Line> lines_;
};

/// What is asked. On the server's side `url` has the Host header's authority.
struct Request {
  std::string method = "GET";
  Url url = {};
  Headers headers = {};
  std::string body = {};
  /// How long the whole exchange may take, connecting included; empty: for ever.
  std::optional<Duration> time_limit = {};
  /// On the server's side: notices that the client has gone; lives as long as the
  /// call. Null: nobody does.
  Departure* departure = nullptr;
};

/// What was answered.
struct Response {
  int status = 200;
  Headers headers = {};
  std::string body = {};
};

/// The line was cut, or never joined: no whole answer came back.
struct TransportError {
  enum class Kind {
    resolve,    ///< the name has no address
    connect,    ///< nobody listens there, or a proxy refused
    tls,        ///< no trust, or no common language
    timeout,    ///< the time limit passed first
    closed,     ///< the connection ended before the answer did
    malformed,  ///< what came was not HTTP
    too_large,  ///< the answer passed the bound
  };
  Kind kind;
  std::string message;  ///< names the host and says what happened
};

/// Answers one request with one response. The client and the server are the
/// same shape, so a stack is built by putting one Service in front of another,
/// and a test puts the server where the socket would be. A 404 or a 503 is an
/// answer, not an error. `send` may be called again before an earlier call is
/// done. The Service must outlive every call on it.
class Service {
 public:
  Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  virtual ~Service() = default;

  virtual asio::awaitable<Result<Response, TransportError>> send(Request request) = 0;
};

}  // namespace sluice::http
