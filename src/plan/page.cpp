#include "plan/page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::plan {
namespace {

constexpr std::size_t paragraph_width = 100;

/// The text in lines of words that a terminal does not break.
std::string wrapped(std::string_view text) {
  std::string lines;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool is_first = column == 0;
    if (!is_first && column + 1 + columns_of(word) > paragraph_width) {
      lines += '\n';
      column = 0;
    } else if (!is_first) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += columns_of(word);
  }
  return lines + "\n";
}

}  // namespace

std::size_t columns_of(std::string_view utf8) {
  // All bytes but those that go on with a character.
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void Page::heading(std::string_view text) {
  if (!text_.empty()) text_ += '\n';
  text_ += form_ == Form::markdown ? fmt::format("## {}\n\n", text) : fmt::format("{}\n", text);
}

void Page::paragraph(std::string_view text) {
  text_ += form_ == Form::markdown ? fmt::format("{}\n\n", text) : wrapped(text);
}

void Page::table(const sim::Table& table) {
  if (form_ == Form::markdown)
    text_ += sim::markdown_table(table) + '\n';
  else
    terminal_table(table);
}

void Page::verbatim(std::string_view language, std::string_view text) {
  if (form_ == Form::markdown)
    text_ += fmt::format("```{}\n{}```\n\n", language, text);
  else
    text_ += fmt::format("{}", text);
}

void Page::terminal_table(const sim::Table& table) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < table.titles.size(); ++i) {
    std::size_t width = columns_of(table.titles[i]);
    for (const auto& row : table.rows) width = std::max(width, columns_of(row[i]));
    widths.push_back(width);
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text = " ";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string space(widths[i] - columns_of(cells[i]), ' ');
      text +=
          i == 0 ? fmt::format(" {}{}", cells[i], space) : fmt::format("  {}{}", space, cells[i]);
    }
    while (text.ends_with(' ')) text.pop_back();
    text_ += text + '\n';
  };
  line(table.titles);
  for (const auto& row : table.rows) line(row);
}

}  // namespace sluice::plan
