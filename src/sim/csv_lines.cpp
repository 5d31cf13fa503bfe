#include "sim/csv_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/one_line.hpp"

namespace sluice::sim {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view white_space = " \t\r\v\f";
/// More of a line than this does not help to find it.
constexpr std::size_t longest_quote = 40;

}  // namespace

CsvLines::CsvLines(std::string_view text, std::string_view file) : rest_{text}, file_{file} {
  if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
}

std::optional<std::string_view> CsvLines::next() {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    const std::string_view line = trimmed(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++number_;
    if (!line.empty()) return line;
  }
  return std::nullopt;
}

std::string CsvLines::wrong(std::string_view what) const {
  return fmt::format("{}:{}: {}", file_, number_, what);
}

std::vector<std::string_view> csv_fields(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t comma = line.find(',');
    fields.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::string quoted(std::string_view text) {
  const bool fits = text.size() <= longest_quote;
  return fmt::format("'{}{}'", one_line(std::string{text.substr(0, longest_quote)}),
                     fits ? "" : "...");
}

}  // namespace sluice::sim
