#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "http/client.hpp"

namespace sluice::http {
namespace {

std::optional<std::string> either_case(const Environment& environment, std::string_view name) {
  std::string low{name};
  std::ranges::transform(low, low.begin(), [](unsigned char c) { return std::tolower(c); });
  auto value = environment.find(low);
  return value ? value : environment.find(name);
}

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    std::string item{text.substr(at, comma - at)};
    std::erase(item, ' ');
    if (item.starts_with('.')) item.erase(0, 1);
    if (!item.empty()) items.push_back(std::move(item));
    at = comma + 1;
  }
  return items;
}

}  // namespace

Result<std::optional<Proxy>, std::string> proxy_from(const Environment& environment) {
  const auto text = either_case(environment, "HTTPS_PROXY");
  if (!text) return std::nullopt;
  const bool bare = text->find("://") == std::string::npos;
  auto url = parse_url(bare ? fmt::format("http://{}", *text) : *text);
  if (!url)
    return Failure<std::string>{
        fmt::format("HTTPS_PROXY: {}; give it as http://host:port", url.error())};
  if (url->secure())
    return Failure<std::string>{
        "HTTPS_PROXY: proxies that are themselves reached by https are not supported; give it as "
        "http://host:port"};
  return Proxy{*url, comma_list(either_case(environment, "NO_PROXY").value_or(""))};
}

bool goes_around(const Proxy& proxy, std::string_view host) {
  return std::ranges::any_of(proxy.except, [&](std::string_view name) {
    if (name == "*" || name == host) return true;
    return host.size() > name.size() && host.ends_with(name) &&
           host[host.size() - name.size() - 1] == '.';
  });
}

}  // namespace sluice::http
