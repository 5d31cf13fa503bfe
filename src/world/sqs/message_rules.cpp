#include "world/sqs/message_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "world/sqs/refusals.hpp"

namespace sluice::world::sqs {
namespace {

constexpr std::size_t most_attributes = 10;
constexpr std::size_t longest_name = 256;
constexpr std::size_t longest_token = 128;
constexpr std::size_t most_entries = 10;
constexpr std::size_t longest_id = 80;

bool letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool allowed(std::uint32_t point) {
  if (point < 0x20) return point == 0x9 || point == 0xA || point == 0xD;
  return point <= 0xD7FF || (point >= 0xE000 && point <= 0xFFFD) ||
         (point >= 0x10000 && point <= 0x10FFFF);
}

/// How many bytes the character has that begins so; 0: none begins so.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

/// Takes one character of UTF-8 off the text (RFC 3629); false: it has none.
bool take_character(std::string_view& text, std::uint32_t& point) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = length_of(first);
  if (length == 0 || length > text.size()) return false;
  point = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return false;
    point = (point << 6U) | (next & 0x3FU);
  }
  text.remove_prefix(length);
  return true;
}

bool all_allowed(std::string_view text) {
  while (!text.empty()) {
    std::uint32_t point = 0;
    if (!take_character(text, point) || !allowed(point)) return false;
  }
  return true;
}

bool plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte < 0x80) || c == '\n' || c == '\r' || c == '\t';
}

Answer<void> check_name(std::string_view name) {
  if (name.empty()) return invalid_value("Message attribute name cannot be empty.");
  if (name.size() > longest_name)
    return invalid_value("Message attribute name cannot be longer than 256 UTF-8 bytes.");
  const bool good = std::ranges::all_of(
      name, [](char c) { return letter_or_digit(c) || c == '_' || c == '-' || c == '.'; });
  if (!good || name.starts_with('.') || name.ends_with('.') ||
      name.find("..") != std::string_view::npos)
    return invalid_value(fmt::format("Invalid message attribute name '{}'.", name));
  std::string lower{name.substr(0, 7)};
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (lower.starts_with("aws.") || lower.starts_with("amazon."))
    return invalid_value(
        fmt::format("Message attribute name '{}' starts with a reserved prefix.", name));
  return {};
}

/// A number of at most 38 digits between -10^128 and 10^126.
bool is_number(std::string_view text) {
  double number = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

Answer<void> check_value(const MessageAttribute& attribute) {
  const std::string_view base =
      std::string_view{attribute.data_type}.substr(0, attribute.data_type.find('.'));
  const bool binary = base == "Binary";
  if (attribute.kind == MessageAttribute::Kind::none ||
      (attribute.kind == MessageAttribute::Kind::binary) != binary)
    return invalid_value(
        fmt::format("The message attribute '{}' with type '{}' must use field '{}'.",
                    attribute.name, base, binary ? "Binary" : "String"));
  if (attribute.value.empty())
    return invalid_value(
        fmt::format("Message (user) attribute '{}' must contain a non-empty value of type '{}'.",
                    attribute.name, base));
  if (!binary && !all_allowed(attribute.value))
    return invalid_value(fmt::format(
        "Message (user) attribute '{}' value contains invalid characters.", attribute.name));
  if (base == "Number" && !is_number(attribute.value))
    return invalid_value(fmt::format(
        "Can't cast the value of message (user) attribute '{}' to a number.", attribute.name));
  return {};
}

Answer<void> check_type(const MessageAttribute& attribute) {
  const std::string_view type = attribute.data_type;
  const std::string_view base = type.substr(0, type.find('.'));
  if (type.empty())
    return invalid_value(
        fmt::format("The message attribute '{}' must contain a non-empty message attribute type.",
                    attribute.name));
  if (type.size() > longest_name)
    return invalid_value("Message attribute type cannot be longer than 256 UTF-8 bytes.");
  if (base == "String" || base == "Number" || base == "Binary") return {};
  return invalid_value(fmt::format(
      "The message attribute '{}' has an invalid message attribute type, the set of supported "
      "type prefixes is Binary, Number, and String.",
      attribute.name));
}

void append_sized(std::string& bytes, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    bytes += static_cast<char>((size >> shift) & 0xFFU);
  bytes += text;
}

}  // namespace

Answer<void> check_characters(std::string_view body) {
  const auto* odd = std::ranges::find_if_not(body, plain);
  if (odd == body.end()) return {};
  if (all_allowed(body.substr(static_cast<std::size_t>(odd - body.begin())))) return {};
  return refuse("InvalidMessageContents",
                "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to "
                "#xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
}

Answer<void> check_attributes(const std::vector<MessageAttribute>& attributes) {
  if (attributes.size() > most_attributes)
    return invalid_value(
        fmt::format("Number of message attributes [{}] exceeds the allowed maximum [{}].",
                    attributes.size(), most_attributes));
  for (const MessageAttribute& attribute : attributes) {
    if (auto good = check_name(attribute.name); !good) return good;
    if (auto good = check_type(attribute); !good) return good;
    if (auto good = check_value(attribute); !good) return good;
  }
  return {};
}

Answer<void> check_system_attributes(const std::vector<MessageAttribute>& attributes) {
  for (const MessageAttribute& attribute : attributes) {
    if (attribute.name != "AWSTraceHeader")
      return invalid_value(
          fmt::format("Message system attribute name '{}' is invalid.", attribute.name));
    if (attribute.data_type != "String")
      return invalid_value("Message system attribute 'AWSTraceHeader' must be of type 'String'.");
    if (auto good = check_value(attribute); !good) return good;
  }
  return {};
}

Answer<void> check_token(std::string_view parameter, std::string_view value) {
  const bool good = !value.empty() && value.size() <= longest_token &&
                    std::ranges::all_of(value, [](char c) { return c > ' ' && c <= '~'; });
  if (good) return {};
  return invalid_parameter(value, parameter,
                           fmt::format("{} can only include alphanumeric and punctuation "
                                       "characters. 1 to 128 in length.",
                                       parameter));
}

std::size_t size_of(const std::vector<MessageAttribute>& attributes) {
  std::size_t size = 0;
  for (const MessageAttribute& attribute : attributes)
    size += attribute.name.size() + attribute.data_type.size() + attribute.value.size();
  return size;
}

std::string digest_input(const std::vector<MessageAttribute>& attributes) {
  constexpr char text = 1;
  constexpr char binary = 2;
  std::string bytes;
  for (const MessageAttribute& attribute : attributes) {
    append_sized(bytes, attribute.name);
    append_sized(bytes, attribute.data_type);
    bytes += attribute.kind == MessageAttribute::Kind::binary ? binary : text;
    append_sized(bytes, attribute.value);
  }
  return bytes;
}

Answer<void> check_batch_ids(std::string_view entry_name,
                             const std::vector<std::string_view>& ids) {
  if (ids.empty())
    return prefixed("EmptyBatchRequest",
                    fmt::format("There should be at least one {} in the request.", entry_name));
  if (ids.size() > most_entries)
    return prefixed("TooManyEntriesInBatchRequest",
                    fmt::format("Maximum number of entries per request are {}. You have sent {}.",
                                most_entries, ids.size()));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string_view id = ids[i];
    const bool good = !id.empty() && id.size() <= longest_id && std::ranges::all_of(id, [](char c) {
      return letter_or_digit(c) || c == '-' || c == '_';
    });
    if (!good)
      return prefixed("InvalidBatchEntryId",
                      "A batch entry id can only contain alphanumeric characters, hyphens and "
                      "underscores. It can be at most 80 letters long.");
    if (std::find(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(i), id) !=
        ids.begin() + static_cast<std::ptrdiff_t>(i))
      return prefixed("BatchEntryIdsNotDistinct", fmt::format("Id {} repeated.", id));
  }
  return {};
}

}  // namespace sluice::world::sqs
