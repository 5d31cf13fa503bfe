#include "aws/profile/ini.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "base/ascii.hpp"

namespace sluice::aws {
namespace {

constexpr std::string_view blank = " \t\r\v\f";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

bool starts_comment(char letter) {
  return letter == '#' || letter == ';';
}

/// `text` up to a # or ; that stands after white space.
std::string_view without_comment(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (starts_comment(text[at]) && blank.find(text[at - 1]) != std::string_view::npos)
      return trimmed(text.substr(0, at));
  }
  return trimmed(text);
}

struct Setting {
  std::string key;
  std::string_view value;
};

/// Cuts "key = value" at the first of `delimiters`; the key is empty where there
/// is none.
Setting split(std::string_view line, std::string_view delimiters) {
  const std::size_t at = line.find_first_of(delimiters);
  if (at == std::string_view::npos) return {};
  return {.key = lower_case(trimmed(line.substr(0, at))), .value = trimmed(line.substr(at + 1))};
}

/// Takes a file line by line. What is wrong comes back as text, empty for
/// nothing.
class Reader {
 public:
  std::string take(std::string_view line) {
    if (line.find('\0') != std::string_view::npos)
      return "holds a NUL byte; the file must be text in UTF-8";
    const std::string_view content = trimmed(line);
    if (content.empty() || starts_comment(content.front())) return {};
    const std::size_t indent = line.find_first_not_of(blank);
    if (value_ != nullptr && indent > indent_) return continue_value(without_comment(content));
    indent_ = indent;
    return content.front() == '[' ? open_section(content) : add_setting(without_comment(content));
  }

  [[nodiscard]] IniFile& file() { return file_; }

 private:
  std::string open_section(std::string_view line) {
    const std::size_t end = line.find(']');
    if (end == std::string_view::npos) return "section header lacks its closing ]";
    const std::string_view rest = trimmed(line.substr(end + 1));
    if (!rest.empty() && !starts_comment(rest.front()))
      return "nothing but a comment may follow the ] of a section header";
    const std::string_view name = trimmed(line.substr(1, end - 1));
    if (name.empty()) return "section header lacks a name";
    section_ = &file_[std::string{name}];
    value_ = nullptr;
    return {};
  }

  std::string add_setting(std::string_view line) {
    if (section_ == nullptr) return "setting stands before the first section, such as [default]";
    const Setting setting = split(line, "=:");
    if (setting.key.empty()) return "expected key = value, or a section such as [profile name]";
    value_ = &(*section_)[setting.key];
    *value_ = IniValue{.text = std::string{setting.value}};
    return {};
  }

  std::string continue_value(std::string_view line) {
    if (!value_->text.empty()) {
      value_->text.append("\n").append(line);
      return {};
    }
    const Setting setting = split(line, "=");
    if (setting.key.empty()) return "expected key = value in the indented block";
    value_->block.insert_or_assign(setting.key, setting.value);
    return {};
  }

  IniFile file_;
  IniSection* section_ = nullptr;
  IniValue* value_ = nullptr;  ///< of the last setting in section_
  std::size_t indent_ = 0;     ///< of the last header or setting
};

}  // namespace

Result<IniFile, std::string> parse_ini(std::string_view text, const std::filesystem::path& file) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Reader reader;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string wrong = reader.take(text.substr(0, end));
    if (!wrong.empty())
      return Failure<std::string>{fmt::format("{}:{}: {}", file.string(), number, wrong)};
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::move(reader.file());
}

}  // namespace sluice::aws
