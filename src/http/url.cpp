#include "http/url.hpp"

#include <fmt/format.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <optional>

#include "base/one_line.hpp"

namespace sluice::http {
namespace {

std::string plain(boost::core::string_view text) {
  return {text.data(), text.size()};
}

Failure<std::string> refused(std::string_view text, std::string_view why) {
  return Failure<std::string>{
      one_line(fmt::format("'{}' is not an http or https URL: {}", text, why))};
}

/// Nothing where it is out of range. (Boost 1.81's port_number() wraps around.)
std::optional<std::uint16_t> port_of(const boost::urls::url_view& view, std::uint16_t usual) {
  if (!view.has_port()) return usual;
  const std::string text = plain(view.port());
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && port > 0 ? std::optional{port} : std::nullopt;
}

/// IPv6 addresses stand in brackets wherever a port may follow.
std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

}  // namespace

std::string Url::authority() const {
  const bool usual = port == (secure() ? 443 : 80);
  return usual ? bracketed(host) : host_and_port();
}

std::string Url::host_and_port() const {
  return fmt::format("{}:{}", bracketed(host), port);
}

std::string Url::origin() const {
  return fmt::format("{}://{}", scheme, authority());
}

Result<Url, std::string> parse_url(std::string_view text) {
  const auto parsed = boost::urls::parse_absolute_uri({text.data(), text.size()});
  if (!parsed) return refused(text, parsed.error().message());
  const boost::urls::url_view& view = *parsed;
  const bool secure = view.scheme_id() == boost::urls::scheme::https;
  if (!secure && view.scheme_id() != boost::urls::scheme::http)
    return refused(text, fmt::format("the scheme is '{}'", plain(view.scheme())));
  if (view.encoded_host().empty()) return refused(text, "it names no host");
  const auto port = port_of(view, static_cast<std::uint16_t>(secure ? 443 : 80));
  if (!port) return refused(text, "the port is no number from 1 to 65535");

  Url url;
  url.scheme = secure ? "https" : "http";
  url.host = plain(view.encoded_host_address());  // decoded, it could hold a line break
  url.port = *port;
  url.target = plain(view.encoded_target());
  if (!url.target.starts_with('/')) url.target = fmt::format("/{}", url.target);
  url.user = view.user();
  url.password = view.password();
  return url;
}

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool unreserved =
        letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 0xFU];
    }
  }
  return out;
}

}  // namespace sluice::http
