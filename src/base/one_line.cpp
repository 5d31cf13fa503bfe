#include "base/one_line.hpp"

#include <algorithm>

namespace sluice {

std::string one_line(std::string text) {
  constexpr unsigned char del = 0x7F;
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' ' || c == del; }, ' ');
  return text;
}

}  // namespace sluice
