#include "local/safety/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <utility>

#include "base/ascii.hpp"
#include "base/one_line.hpp"

namespace sluice::local {
namespace {

using Answer = Result<http::Response, http::TransportError>;

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
  Authority authority{.name = lower_case(name)};
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

/// What a request says of where it comes from, and whom it takes us for.
struct Signs {
  int hosts = 0;
  std::string_view host = {};
  std::string_view origin = {};  ///< Origin, or else that of Referer
  std::string_view site = {};    ///< Sec-Fetch-Site
};

/// An Origin that is there and empty still comes from a browser.
std::string_view or_unknown(std::string_view origin) {
  return origin.empty() ? "(unknown)" : origin;
}

Signs signs_of(const http::Headers& headers) {
  Signs signs;
  std::string_view referer;
  for (const auto& [name, value] : headers) {
    if (equal_but_case(name, "host")) {
      ++signs.hosts;
      signs.host = value;
    } else if (equal_but_case(name, "origin")) {
      signs.origin = or_unknown(value);
    } else if (equal_but_case(name, "referer")) {
      referer = or_unknown(origin_of(value));
    } else if (equal_but_case(name, "sec-fetch-site")) {
      signs.site = or_unknown(value);
    }
  }
  if (signs.origin.empty()) signs.origin = referer;
  return signs;
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
  const Signs signs = signs_of(request.headers);
  if (signs.hosts > 1) return "it has two Host headers";
  if (signs.hosts == 0 || !knows_host(signs.host))
    return fmt::format(
        "its Host, {}, is no name of this machine's loopback; "
        "--allow-host allows further names",
        signs.hosts == 0 ? "(none)" : signs.host);
  if (!request.url.target.starts_with('/')) return "its target is no path";
  if (!signs.origin.empty() && allows_origin(signs.origin)) return std::nullopt;
  const bool page = is_page(request);
  const bool own = page && signs.origin == fmt::format("http://{}", signs.host);
  if (!signs.origin.empty() && !own)
    return fmt::format("it comes from the web page {}", signs.origin);
  const std::string_view site = signs.site;
  if (site.empty() || site == "none" || (site == "same-origin" && page)) return std::nullopt;
  return fmt::format("it comes from a web page (Sec-Fetch-Site: {})", site);
}

bool Guard::allows_origin(std::string_view origin) const {
  return std::ranges::find(options_.allowed_origins, origin) != options_.allowed_origins.end();
}

bool Guard::knows_host(std::string_view authority) const {
  const auto host = parsed(authority);
  if (!host) return false;
  for (const std::string& allowed : options_.allowed_hosts) {
    const std::string wanted = lower_case(allowed);
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
