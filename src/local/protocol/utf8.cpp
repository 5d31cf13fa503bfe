#include "local/protocol/utf8.hpp"

#include <cstddef>
#include <cstdint>

namespace sluice::local {
namespace {

/// Bytes of the character that `first` begins; 0: none begins so.
std::size_t length_of(unsigned char first) {
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first <= 0xDFU) return 2;
  if (first >= 0xE0U && first <= 0xEFU) return 3;
  if (first >= 0xF0U && first <= 0xF4U) return 4;
  return 0;
}

/// The second byte is narrower after four of the first ones.
bool second_fits(unsigned char first, unsigned char second) {
  if (first == 0xE0U) return second >= 0xA0U;
  if (first == 0xEDU) return second <= 0x9FU;
  if (first == 0xF0U) return second >= 0x90U;
  if (first == 0xF4U) return second <= 0x8FU;
  return true;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = length_of(first);
    if (length == 0 || length > bytes.size() - i) return false;
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(bytes[i + k]);
      if ((next & 0xC0U) != 0x80U) return false;
      if (k == 1 && !second_fits(first, next)) return false;
    }
    i += length;
  }
  return true;
}

}  // namespace sluice::local
