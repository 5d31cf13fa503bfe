#pragma once

#include <algorithm>
#include <string_view>

#include "base/check.hpp"

namespace sluice::fuzz {

/// Aborts unless people are told something, on one line that a terminal can
/// show: no control character.
inline void expect_one_line(std::string_view told) {
  CHECK(!told.empty());
  CHECK(std::ranges::none_of(told, [](unsigned char c) { return c < ' ' || c == 0x7F; }));
}

/// The bytes that libFuzzer hands over.
inline std::string_view as_text(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace sluice::fuzz
