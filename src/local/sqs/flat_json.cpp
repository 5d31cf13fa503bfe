#include "local/sqs/flat_json.hpp"

#include <algorithm>
#include <charconv>

namespace sluice::local {
namespace {

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// Reads from the front of a text; after the first thing that is not as
/// expected it stays bad.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  [[nodiscard]] bool good() const { return good_; }
  void fail() { good_ = false; }

  /// The next character that is no space, if it is this one, is taken.
  bool take(char c) {
    skip_spaces();
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { good_ = take(c) && good_; }
  [[nodiscard]] bool at_end() {
    skip_spaces();
    return rest_.empty();
  }

  /// What stands up to the closing quote; the opening one was taken.
  void read_text(FlatValue& value) {
    value.is_text = true;
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != '"') {
      if (static_cast<unsigned char>(rest_[end]) < 0x20) return fail();
      if (rest_[end] == '\\') {
        value.has_escapes = true;
        ++end;
      }
      ++end;
    }
    if (end >= rest_.size()) return fail();
    value.raw = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
  }

  void read_number(FlatValue& value) {
    const char* const begin = rest_.data();
    const auto [end, error] = std::from_chars(begin, begin + rest_.size(), value.number);
    const auto length = static_cast<std::size_t>(end - begin);
    const bool zero_first = length > 1 && value.number != 0 && *begin == '0';
    if (error != std::errc{} || zero_first) return fail();
    rest_.remove_prefix(length);
    if (!rest_.empty() && (rest_[0] == '.' || rest_[0] == 'e' || rest_[0] == 'E')) fail();
  }

  void read_name(FlatValue& value) {
    expect('"');
    if (!good_) return;
    read_text(value);
    if (value.has_escapes) fail();
    value.name = value.raw;
    value.is_text = false;
    expect(':');
  }

  void read_value(FlatValue& value) {
    if (take('"')) {
      read_text(value);
    } else {
      read_number(value);
    }
  }

 private:
  void skip_spaces() {
    const std::size_t end = rest_.find_first_not_of(" \n\r\t");
    rest_.remove_prefix(std::min(end, rest_.size()));
  }

  std::string_view rest_;
  bool good_ = true;
};

FlatObject read_entry(Reader& reader) {
  FlatObject entry;
  reader.expect('{');
  do {
    FlatValue value;
    reader.read_name(value);
    if (!reader.good()) return entry;
    reader.read_value(value);
    if (!entry.add(value)) reader.fail();
  } while (reader.good() && reader.take(','));
  reader.expect('}');
  return entry;
}

void read_entries(Reader& reader, std::vector<FlatObject>& entries) {
  constexpr std::size_t most = 10;
  reader.expect('[');
  do {
    entries.push_back(read_entry(reader));
  } while (reader.good() && entries.size() <= most && reader.take(','));
  reader.expect(']');
}

std::optional<unsigned> hex4(std::string_view text) {
  unsigned point = 0;
  if (text.size() < 4) return std::nullopt;
  const char* const first = text.data();
  const auto [end, error] = std::from_chars(first, first + 4, point, 16);
  if (error != std::errc{} || end != first + 4) return std::nullopt;
  return point;
}

void append_utf8(std::string& out, unsigned point) {
  if (point < 0x80U) {
    out += static_cast<char>(point);
  } else if (point < 0x800U) {
    out += static_cast<char>(0xC0U | (point >> 6U));
    out += static_cast<char>(0x80U | (point & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | (point >> 12U));
    out += static_cast<char>(0x80U | ((point >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (point & 0x3FU));
  }
}

/// Takes what follows a backslash off the text; false: it is not for us.
bool unescape(std::string_view& rest, std::string& out) {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const std::size_t known = letters.find(rest[0]);
  if (known != std::string_view::npos) {
    out += meanings[known];
    rest.remove_prefix(1);
    return true;
  }
  if (rest[0] != 'u') return false;
  const auto point = hex4(rest.substr(1));
  if (!point || (*point >= 0xD800 && *point <= 0xDFFF)) return false;
  append_utf8(out, *point);
  rest.remove_prefix(5);
  return true;
}

}  // namespace

std::optional<std::string> FlatValue::text() const {
  if (!is_text) return std::nullopt;
  if (!has_escapes) return std::string{raw};
  std::string out;
  out.reserve(raw.size());
  std::string_view rest = raw;
  for (std::size_t slash = rest.find('\\'); slash != std::string_view::npos;
       slash = rest.find('\\')) {
    out += rest.substr(0, slash);
    rest.remove_prefix(slash + 1);
    if (rest.empty() || !unescape(rest, out)) return std::nullopt;
  }
  out += rest;
  return out;
}

bool FlatObject::add(const FlatValue& value) {
  if (size_ == most_members || find(value.name) != nullptr) return false;
  members_.at(size_++) = value;
  return true;
}

const FlatValue* FlatObject::find(std::string_view name) const {
  for (std::size_t i = 0; i < size_; ++i)
    if (members_.at(i).name == name) return &members_.at(i);
  return nullptr;
}

std::optional<FlatRequest> read_flat(std::string_view body) {
  FlatRequest request;
  Reader reader{body};
  reader.expect('{');
  do {
    FlatValue value;
    reader.read_name(value);
    if (!reader.good()) return std::nullopt;
    if (value.name == "Entries" && request.entries.empty()) {
      read_entries(reader, request.entries);
      continue;
    }
    reader.read_value(value);
    if (!request.members.add(value)) return std::nullopt;
  } while (reader.good() && reader.take(','));
  reader.expect('}');
  if (!reader.good() || !reader.at_end()) return std::nullopt;
  return request;
}

void append_json_text(std::string& json, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  while (!text.empty()) {
    const auto* const odd = std::ranges::find_if(text, needs_escape);
    const auto plain = static_cast<std::size_t>(odd - text.begin());
    json += text.substr(0, plain);
    if (plain == text.size()) return;
    const auto byte = static_cast<unsigned char>(*odd);
    if (byte >= 0x20) {
      json += '\\';
      json += *odd;
    } else {
      json += "\\u00";
      json += digits[byte >> 4U];
      json += digits[byte & 15U];
    }
    text.remove_prefix(plain + 1);
  }
}

}  // namespace sluice::local
