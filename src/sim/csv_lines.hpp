#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace sluice::sim {

/// Goes through a text line by line: no blank lines, no spaces at the ends, and
/// Windows's line ends count as ours.
class CsvLines {
 public:
  /// `text` and `file` must outlive it.
  CsvLines(std::string_view text, std::string_view file);

  /// The next line that says something; nothing at the end.
  [[nodiscard]] std::optional<std::string_view> next();
  /// The number of the line that next() gave, from 1.
  [[nodiscard]] std::size_t number() const { return number_; }

  /// "file:12: what is wrong", of the line that next() gave.
  [[nodiscard]] std::string wrong(std::string_view what) const;

 private:
  std::string_view rest_;
  std::string_view file_;
  std::size_t number_ = 0;
};

/// What stands between the commas, without spaces at the ends.
[[nodiscard]] std::vector<std::string_view> csv_fields(std::string_view line);

/// `text` without white space at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// The whole text as a number; nothing where it is none.
template <class Number>
[[nodiscard]] std::optional<Number> number_in(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional{value} : std::nullopt;
}

/// A text of a file on one line, short enough for a message, in quotes.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace sluice::sim
