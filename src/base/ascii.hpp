#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// `letter` in lower case where it is one of A to Z, whatever the locale.
[[nodiscard]] constexpr char lower_case(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// `text` with its letters A to Z in lower case.
[[nodiscard]] std::string lower_case(std::string_view text);

/// Whether two texts differ by nothing but the case of their letters A to Z.
[[nodiscard]] bool equal_but_case(std::string_view text, std::string_view other);

/// The parts between the separators, views of `text`; one more than there are
/// separators, so that the empty text has one empty part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace sluice
