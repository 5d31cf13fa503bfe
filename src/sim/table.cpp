#include "sim/table.hpp"

#include <fmt/format.h>

namespace sluice::sim {

std::string markdown_table(const Table& table) {
  std::string rule;
  for (std::size_t i = 0; i < table.titles.size(); ++i) rule += i == 0 ? "---|" : "---:|";
  std::string text = fmt::format("| {} |\n|{}\n", fmt::join(table.titles, " | "), rule);
  for (const auto& row : table.rows) text += fmt::format("| {} |\n", fmt::join(row, " | "));
  return text;
}

}  // namespace sluice::sim
