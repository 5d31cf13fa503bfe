#include "world/sqs/receipt.hpp"

#include <array>

namespace sluice::world {
namespace {

constexpr std::string_view prefix = "AQEB";  // as AWS's handles begin
constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t digits_of_32_bits = 6;
constexpr std::size_t digits_of_64_bits = 11;
constexpr std::size_t length = prefix.size() + (4 * digits_of_32_bits) + digits_of_64_bits;
constexpr std::uint8_t no_digit = 64;

constexpr std::array<std::uint8_t, 256> values = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  for (std::size_t i = 0; i < digits.size(); ++i)
    table.at(static_cast<unsigned char>(digits[i])) = static_cast<std::uint8_t>(i);
  return table;
}();

void put(std::string& text, std::uint64_t value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    text += digits[value & 63U];
    value >>= 6U;
  }
}

/// Takes `count` digits off the text.
std::uint64_t take(std::string_view& text, std::size_t count, bool& good) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    const std::uint8_t digit = values.at(static_cast<unsigned char>(text[i]));
    good = good && digit != no_digit;
    value = (value << 6U) | digit;
  }
  text.remove_prefix(count);
  return value;
}

/// Tells a handle from a text that only looks like one.
std::uint32_t check_sum(const Receipt& receipt) {
  constexpr std::uint64_t spread = 0x9e3779b97f4a7c15U;  // 2^64 / golden ratio
  std::uint64_t sum = receipt.serial;
  for (const std::uint32_t part : {receipt.incarnation, receipt.slot, receipt.receive})
    sum = (sum ^ part) * spread;
  return static_cast<std::uint32_t>(sum >> 32U);
}

}  // namespace

std::string receipt_handle(const Receipt& receipt) {
  std::string text;
  text.reserve(length);
  text += prefix;
  put(text, check_sum(receipt), digits_of_32_bits);
  put(text, receipt.incarnation, digits_of_32_bits);
  put(text, receipt.slot, digits_of_32_bits);
  put(text, receipt.receive, digits_of_32_bits);
  put(text, receipt.serial, digits_of_64_bits);
  return text;
}

std::optional<Receipt> read_receipt_handle(std::string_view handle) {
  if (handle.size() != length || !handle.starts_with(prefix)) return std::nullopt;
  handle.remove_prefix(prefix.size());
  bool good = true;
  const std::uint64_t sum = take(handle, digits_of_32_bits, good);
  Receipt receipt{};
  receipt.incarnation = static_cast<std::uint32_t>(take(handle, digits_of_32_bits, good));
  receipt.slot = static_cast<std::uint32_t>(take(handle, digits_of_32_bits, good));
  receipt.receive = static_cast<std::uint32_t>(take(handle, digits_of_32_bits, good));
  receipt.serial = take(handle, digits_of_64_bits, good);
  return good && sum == check_sum(receipt) ? std::optional{receipt} : std::nullopt;
}

}  // namespace sluice::world
