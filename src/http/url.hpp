#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sluice::http {

/// Where a request goes: an absolute http or https address.
struct Url {
  std::string scheme = "http";  ///< "http" or "https"
  std::string host = {};        ///< a name or an address; IPv6 without its brackets
  std::uint16_t port = 80;
  std::string target = "/";  ///< path and query as they go over the wire
  std::string user = {};     ///< what stands before an @; proxies use it
  std::string password = {};

  /// What the Host header says: the port only where it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
  /// "host:port", what CONNECT asks for: with the scheme's own port, too.
  [[nodiscard]] std::string host_and_port() const;
  /// "https://host:port", without the target.
  [[nodiscard]] std::string origin() const;
  [[nodiscard]] bool secure() const { return scheme == "https"; }
  friend bool operator==(const Url&, const Url&) = default;
};

/// Reads an absolute http or https URL (RFC 3986). The error is one line that
/// says what is wrong with the text.
[[nodiscard]] Result<Url, std::string> parse_url(std::string_view text);

/// `text` with every byte outside RFC 3986's unreserved set as %XX, the form
/// that AWS's Query protocol and Signature Version 4 want.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace sluice::http
