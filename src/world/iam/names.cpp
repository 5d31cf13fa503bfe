#include "world/iam/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/ascii.hpp"

namespace sluice::world {
namespace {

constexpr std::string_view digits_of_base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t id_digits = 17;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool may_be_in_name(char c) {
  return is_letter_or_digit(c) || std::string_view{"_+=,.@-"}.find(c) != std::string_view::npos;
}

bool may_be_in_path(char c) {
  return c >= '!' && c <= '~';
}

Refusal invalid(std::string message) {
  return Refusal{.code = "ValidationError", .message = std::move(message)};
}

Refusal constraint(NamedText text, std::string_view rule) {
  return invalid(
      fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: "
                  "Member must {}",
                  text.value, text.member, rule));
}

unsigned value_of_hex(char digit) {
  return digit <= '9' ? static_cast<unsigned>(digit - '0')
                      : static_cast<unsigned>(digit - 'a') + 10;
}

std::optional<Refusal> wrong_tag(std::string_view key, std::string_view value) {
  constexpr std::size_t longest_key = 128;
  constexpr std::size_t longest_value = 256;
  if (key.empty())
    return constraint({.member = "tags.1.member.key", .value = key},
                      "have length greater than or equal to 1");
  if (auto wrong = too_long({.member = "tags.1.member.key", .value = key}, longest_key))
    return wrong;
  return too_long({.member = "tags.1.member.value", .value = value}, longest_value);
}

}  // namespace

std::string base32(std::size_t digits, Identities& identities) {
  const std::string hex = identities.hex(2 * digits);
  std::string text;
  text.reserve(digits);
  for (std::size_t i = 0; i < digits; ++i) {
    const unsigned byte = (value_of_hex(hex[2 * i]) * 16U) + value_of_hex(hex[(2 * i) + 1]);
    text += digits_of_base32[byte % digits_of_base32.size()];
  }
  return text;
}

std::string iam_id(std::string_view prefix, Identities& identities) {
  return std::string{prefix} + base32(id_digits, identities);
}

std::string iam_id_of(std::string_view prefix, std::string_view text) {
  constexpr std::uint64_t offset = 14695981039346656037U;  // FNV-1a
  constexpr std::uint64_t prime = 1099511628211U;
  constexpr unsigned top_five_bits = 59;
  std::uint64_t hash = offset;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * prime;
  std::string id{prefix};
  for (std::size_t i = 0; i < id_digits; ++i) {
    hash = (hash ^ i) * prime;
    id += digits_of_base32[hash >> top_five_bits];
  }
  return id;
}

std::size_t size_without_blanks(std::string_view document) {
  std::size_t size = 0;
  for (const char c : document) size += c != ' ' && c != '\t' && c != '\n' && c != '\r' ? 1 : 0;
  return size;
}

std::string iam_arn(const Location& where, std::string_view resource) {
  return fmt::format("arn:{}:iam::{}:{}", where.partition, where.account, resource);
}

std::string name_key(std::string_view name) {
  return lower_case(name);
}

std::optional<Refusal> too_long(NamedText text, std::size_t longest) {
  if (text.value.size() <= longest) return std::nullopt;
  return constraint(text, fmt::format("have length less than or equal to {}", longest));
}

std::optional<Refusal> wrong_name(NamedText name, std::size_t longest) {
  if (name.value.empty()) return constraint(name, "have length greater than or equal to 1");
  if (auto wrong = too_long(name, longest)) return wrong;
  if (std::ranges::all_of(name.value, may_be_in_name)) return std::nullopt;
  return invalid(
      fmt::format("The specified value for {} is invalid. It must contain only alphanumeric "
                  "characters and/or the following: +=,.@_-",
                  name.member));
}

std::optional<Refusal> wrong_path(std::string_view path) {
  constexpr std::size_t longest = 512;
  if (auto wrong = too_long({.member = "path", .value = path}, longest)) return wrong;
  const bool right = !path.empty() && path.front() == '/' && path.back() == '/' &&
                     path.find("//") == std::string_view::npos &&
                     std::ranges::all_of(path, may_be_in_path);
  if (right) return std::nullopt;
  return invalid(
      "The specified value for path is invalid. It must begin and end with / and contain only "
      "alphanumeric characters and/or / characters.");
}

std::optional<Refusal> wrong_tags(const IamTags& tags) {
  constexpr std::size_t most = 50;
  if (tags.size() > most)
    return Refusal{.code = "LimitExceeded",
                   .message = "The number of tags has reached the maximum limit.",
                   .status = 409};
  for (const auto& [key, value] : tags)
    if (auto wrong = wrong_tag(key, value)) return wrong;
  return std::nullopt;
}

std::optional<Refusal> wrong_session(std::chrono::seconds longest) {
  constexpr std::chrono::seconds least{3600};
  constexpr std::chrono::seconds most{43200};
  const std::string value = fmt::format("{}", longest.count());
  const NamedText named{.member = "maxSessionDuration", .value = value};
  if (longest < least) return constraint(named, "have value greater than or equal to 3600");
  if (longest > most) return constraint(named, "have value less than or equal to 43200");
  return std::nullopt;
}

}  // namespace sluice::world
