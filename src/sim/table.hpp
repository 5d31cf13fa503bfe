#pragma once

#include <string>
#include <vector>

namespace sluice::sim {

/// Rows of cells under titles; the first column is words, the others are numbers.
struct Table {
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> rows = {};
};

/// The table as Markdown, its last line ended. No cell may hold a line's end or a bar.
[[nodiscard]] std::string markdown_table(const Table& table);

}  // namespace sluice::sim
