#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "http/service.hpp"

namespace sluice::local {

/// Whom a Guard lets through.
struct GuardOptions {
  std::string address = "127.0.0.1";  ///< where the server listens
  /// Names beside the loopback's by which we may be called; with a port, for
  /// that port only.
  std::vector<std::string> allowed_hosts = {};
  /// Web pages that may send requests: "http://localhost:3000".
  std::vector<std::string> allowed_origins = {};
};

/// Keeps web pages away from a server that runs commands for whoever asks. A
/// browser can be made to send requests to this machine, by a page of any site
/// (it then tells so in Origin, Sec-Fetch-Site or Referer), or by a name that is
/// made to point here (it then sends that name as Host). Both are refused with
/// 403; no other site is ever told by CORS that it may read an answer.
class Guard final : public http::Service {
 public:
  /// `inner` and `log` must outlive it.
  Guard(GuardOptions options, http::Service& inner, Log& log);

  /// The port that Host must name; to be told once the server has it.
  void set_port(std::uint16_t port) { port_ = port; }

  http::asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override;

  /// Why `request` is not let through; nothing where it is.
  [[nodiscard]] std::optional<std::string> objection(const http::Request& request) const;

 private:
  [[nodiscard]] bool knows_host(std::string_view authority) const;
  [[nodiscard]] bool allows_origin(std::string_view origin) const;
  [[nodiscard]] bool may_be_called(std::string_view name) const;
  http::asio::awaitable<Result<http::Response, http::TransportError>> refuse(std::string why);

  GuardOptions options_;
  http::Service& inner_;
  Log& log_;
  std::uint16_t port_ = 0;
};

}  // namespace sluice::local
