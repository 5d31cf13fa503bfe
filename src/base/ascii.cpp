#include "base/ascii.hpp"

#include <algorithm>

namespace sluice {

std::string lower_case(std::string_view text) {
  std::string lower{text};
  std::ranges::transform(lower, lower.begin(), [](char letter) { return lower_case(letter); });
  return lower;
}

bool equal_but_case(std::string_view text, std::string_view other) {
  return std::ranges::equal(
      text, other, {}, [](char letter) { return lower_case(letter); },
      [](char letter) { return lower_case(letter); });
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace sluice
