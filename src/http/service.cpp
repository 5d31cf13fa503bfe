#include "http/service.hpp"

#include <algorithm>
#include <cctype>

namespace sluice::http {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::optional<std::string_view> Headers::find(std::string_view name) const {
  const auto line =
      std::ranges::find_if(lines_, [&](const Line& l) { return same_name(l.first, name); });
  return line == lines_.end() ? std::nullopt : std::optional<std::string_view>{line->second};
}

void Headers::set(std::string name, std::string value) {
  std::erase_if(lines_, [&](const Line& line) { return same_name(line.first, name); });
  lines_.emplace_back(std::move(name), std::move(value));
}

}  // namespace sluice::http
