#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "http/client.hpp"

namespace sluice::http {
namespace {

struct Variable {
  std::string name;
  std::string value;
};

/// The variable under its lower-case name or, where that is not set, as given.
std::optional<Variable> either_case(const Environment& environment, std::string_view name) {
  for (const std::string& spelling : {lower_case(name), std::string{name}})
    if (auto value = environment.find(spelling)) return Variable{spelling, std::move(*value)};
  return std::nullopt;
}

/// The text without what stands before its last @, fit for an error message.
std::string without_password(const std::string& text) {
  const std::size_t at = text.rfind('@');
  return at == std::string::npos ? text : fmt::format("***{}", text.substr(at));
}

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string_view part : split(text, ',')) {
    std::string item{part};
    std::erase(item, ' ');
    if (item.starts_with('.')) item.erase(0, 1);
    if (!item.empty()) items.push_back(std::move(item));
  }
  return items;
}

}  // namespace

Result<std::optional<Proxy>, std::string> proxy_from(const Environment& environment) {
  const auto set = either_case(environment, "HTTPS_PROXY");
  if (!set) return std::nullopt;
  const bool bare = set->value.find("://") == std::string::npos;
  auto url = parse_url(bare ? fmt::format("http://{}", set->value) : set->value);
  if (!url) {
    return Failure<std::string>{
        fmt::format("{}: '{}' is not the URL of an http proxy; give it as http://host:port",
                    set->name, without_password(set->value))};
  }
  if (url->secure()) {
    return Failure<std::string>{fmt::format(
        "{}: proxies that are themselves reached by https are not supported; give it as "
        "http://host:port",
        set->name)};
  }
  const auto except = either_case(environment, "NO_PROXY");
  return Proxy{*url, except ? comma_list(except->value) : std::vector<std::string>{}};
}

bool goes_around(const Proxy& proxy, std::string_view host) {
  return std::ranges::any_of(proxy.except, [&](std::string_view name) {
    if (name == "*" || name == host) return true;
    return host.size() > name.size() && host.ends_with(name) &&
           host[host.size() - name.size() - 1] == '.';
  });
}

}  // namespace sluice::http
