#include "http/service.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace sluice::http {

std::optional<std::string_view> Headers::find(std::string_view name) const {
  const auto line =
      std::ranges::find_if(lines_, [&](const Line& l) { return equal_but_case(l.first, name); });
  return line == lines_.end() ? std::nullopt : std::optional<std::string_view>{line->second};
}

void Headers::set(std::string name, std::string value) {
  std::erase_if(lines_, [&](const Line& line) { return equal_but_case(line.first, name); });
  lines_.emplace_back(std::move(name), std::move(value));
}

}  // namespace sluice::http
