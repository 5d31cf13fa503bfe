#pragma once

#include <string>
#include <string_view>

#include "sim/table.hpp"

namespace sluice::plan {

/// A report that is written part by part, for a terminal or as Markdown.
class Page {
 public:
  enum class Form { terminal, markdown };
  explicit Page(Form form) : form_{form} {}

  void heading(std::string_view text);
  void paragraph(std::string_view text);
  void table(const sim::Table& table);
  /// Text that is to be copied, or whose spaces count.
  void verbatim(std::string_view language, std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void terminal_table(const sim::Table& table);

  Form form_;
  std::string text_ = {};
};

/// How many columns a terminal needs for it.
[[nodiscard]] std::size_t columns_of(std::string_view utf8);

}  // namespace sluice::plan
