#include "world/identities.hpp"

#include <algorithm>
#include <cstdint>

namespace sluice::world {
namespace {

constexpr const char* digits_of_hex = "0123456789abcdef";

void append_hex(std::string& text, std::uint64_t bits, std::size_t digits) {
  for (std::size_t i = 0; i < digits; ++i) {
    const std::size_t shift = 60U - (4U * i);
    text += digits_of_hex[(bits >> shift) & 15U];
  }
}

}  // namespace

void append_uuid(std::string& text, const Uuid& uuid) {
  append_hex(text, uuid.high, 8);
  text += '-';
  append_hex(text, uuid.high << 32U, 4);
  text += '-';
  append_hex(text, uuid.high << 48U, 4);
  text += '-';
  append_hex(text, uuid.low, 4);
  text += '-';
  append_hex(text, uuid.low << 16U, 12);
}

Uuid Identities::uuid_bits() {
  constexpr std::uint64_t version_mask = 0xffffffffffff0fffU;
  constexpr std::uint64_t version_4 = 0x4000U;
  constexpr std::uint64_t variant_mask = 0x3fffffffffffffffU;
  constexpr std::uint64_t variant_rfc = 0x8000000000000000U;
  const std::uint64_t high = (random_.bits() & version_mask) | version_4;
  const std::uint64_t low = (random_.bits() & variant_mask) | variant_rfc;
  return {high, low};
}

std::string Identities::uuid() {
  std::string text;
  text.reserve(36);
  append_uuid(text, uuid_bits());
  return text;
}

std::string Identities::hex(std::size_t digits) {
  constexpr std::size_t digits_a_draw = 16;
  std::string text;
  text.reserve(digits);
  while (text.size() < digits)
    append_hex(text, random_.bits(), std::min(digits_a_draw, digits - text.size()));
  return text;
}

}  // namespace sluice::world
