#include "local/safety/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cctype>
#include <charconv>
#include <utility>

#include "base/one_line.hpp"

namespace sluice::local {
namespace {

using Answer = Result<http::Response, http::TransportError>;

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// A Host header, parted; an IPv6 address without its brackets.
struct Authority {
  std::string name;
  std::uint16_t port = 80;
};

std::optional<Authority> parsed(std::string_view text) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const std::size_t colon = text.find(':', bracket);
  std::string_view name = text.substr(0, colon);
  if (bracket != 0) name = text.substr(1, bracket - 1);
  Authority authority{.name = lower(name)};
  if (authority.name.ends_with('.')) authority.name.pop_back();
  if (authority.name.empty()) return std::nullopt;
  if (colon == std::string_view::npos) return authority;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + colon + 1, end, authority.port);
  if (error != std::errc{} || at != end) return std::nullopt;
  return authority;
}

/// What stands before the path of an absolute URL: "http://a.example:80".
std::string_view origin_of(std::string_view url) {
  const std::size_t slashes = url.find("//");
  if (slashes == std::string_view::npos) return url;
  return url.substr(0, url.find('/', slashes + 2));
}

/// Pages for people, which change nothing.
bool is_page(const http::Request& request) {
  return (request.method == "GET" || request.method == "HEAD") &&
         request.url.target.starts_with("/_sluice/");
}

}  // namespace

Guard::Guard(GuardOptions options, http::Service& inner, Log& log)
    : options_{std::move(options)}, inner_{inner}, log_{log} {}

http::asio::awaitable<Answer> Guard::send(http::Request request) {
  auto why = objection(request);
  if (why) return refuse(std::move(*why));
  return inner_.send(std::move(request));
}

http::asio::awaitable<Answer> Guard::refuse(std::string why) {
  why = one_line(std::move(why));
  log_.warning("a request was refused", {{"reason", why}});
  http::Response response{.status = 403,
                          .headers = {{"Content-Type", "text/plain; charset=utf-8"},
                                      {"X-Content-Type-Options", "nosniff"}},
                          .body = fmt::format("Sluice refuses this request: {}\n", why)};
  co_return response;
}

std::optional<std::string> Guard::objection(const http::Request& request) const {
  std::optional<std::string_view> host;
  std::optional<std::string_view> origin;
  std::optional<std::string_view> site;
  for (const auto& [name, value] : request.headers) {
    switch (name.size()) {  // most names have another length, which is soon seen
      case 4:
        if (lower(name) != "host") break;
        if (host) return "it has two Host headers";
        host = value;
        break;
      case 6:
        if (lower(name) == "origin") origin = value;
        break;
      case 7:
        if (lower(name) == "referer" && !origin) origin = origin_of(value);
        break;
      case 14:
        if (lower(name) == "sec-fetch-site") site = value;
        break;
      default:
        break;
    }
  }
  if (!host || !knows_host(*host))
    return fmt::format(
        "its Host, {}, is no name of this machine's loopback; "
        "--allow-host allows further names",
        host.value_or("(none)"));
  if (origin && allows_origin(*origin)) return std::nullopt;
  const bool own = origin && is_page(request) && *origin == fmt::format("http://{}", *host);
  if (origin && !own)
    return fmt::format("it comes from the web page {}; --allow-origin allows pages", *origin);
  const bool from_here = !site || *site == "none" || (*site == "same-origin" && is_page(request));
  if (!from_here) return fmt::format("it comes from a web page (Sec-Fetch-Site: {})", *site);
  if (!request.url.target.starts_with('/')) return "its target is no path";
  return std::nullopt;
}

bool Guard::allows_origin(std::string_view origin) const {
  return std::ranges::find(options_.allowed_origins, origin) != options_.allowed_origins.end();
}

bool Guard::knows_host(std::string_view authority) const {
  const auto host = parsed(authority);
  if (!host) return false;
  for (const std::string& allowed : options_.allowed_hosts) {
    const std::string wanted = lower(allowed);
    if (host->name == wanted || fmt::format("{}:{}", host->name, host->port) == wanted) return true;
  }
  return host->port == port_ && may_be_called(host->name);
}

bool Guard::may_be_called(std::string_view name) const {
  if (name == "localhost" || name.ends_with(".localhost")) return true;
  boost::system::error_code error;
  const auto address = http::asio::ip::make_address(name, error);
  if (error) return false;
  if (address.is_loopback()) return true;
  // An address cannot be made to point elsewhere, as a name can.
  const auto own = http::asio::ip::make_address(options_.address, error);
  return !error && (own.is_unspecified() || own == address);
}

}  // namespace sluice::local
