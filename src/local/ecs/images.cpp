#include "local/ecs/images.hpp"

#include <algorithm>

namespace sluice::local {

bool fits(std::string_view pattern, std::string_view text) {
  constexpr std::size_t none = std::string_view::npos;
  std::size_t in_pattern = 0;
  std::size_t in_text = 0;
  std::size_t star = none;   // the last * seen
  std::size_t retry = none;  // where in the text what follows it was last tried
  while (in_text < text.size()) {
    const bool more = in_pattern < pattern.size();
    if (more && pattern[in_pattern] == '*') {
      star = in_pattern++;
      retry = in_text;
    } else if (more && (pattern[in_pattern] == '?' || pattern[in_pattern] == text[in_text])) {
      ++in_pattern;
      ++in_text;
    } else if (star != none) {
      in_pattern = star + 1;
      in_text = ++retry;
    } else {
      return false;
    }
  }
  return std::ranges::all_of(pattern.substr(in_pattern), [](char c) { return c == '*'; });
}

const ImageCommand* ImageMapping::find(std::string_view image) const {
  const auto found =
      std::ranges::find_if(rows, [image](const Row& row) { return fits(row.pattern, image); });
  return found == rows.end() ? nullptr : &found->command;
}

}  // namespace sluice::local
