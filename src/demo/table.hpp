#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "demo/story.hpp"

namespace sluice::demo {

/// How the table is to look.
enum class Style {
  plain,     ///< for a file or a pipe: ASCII, one line for each cloud minute
  terminal,  ///< colours and bars; its last line is redrawn in place
};

/// "07:30": minutes and seconds since the beginning.
[[nodiscard]] std::string since(Instant began, Instant at);

/// The live table's lines. Each fits into 80 columns.
class Table {
 public:
  /// What its bars are drawn against.
  Table(Style style, double target, Instant began)
      : style_{style}, target_{target}, began_{began} {}

  [[nodiscard]] std::vector<std::string> heading() const;
  [[nodiscard]] std::string row(const Observation& seen) const;
  /// Something that happened at `at`, between two rows.
  [[nodiscard]] std::string note(Instant at, std::string_view text) const;

 private:
  [[nodiscard]] std::string bar(double value) const;
  [[nodiscard]] std::string alarm(AlarmState state) const;

  Style style_;
  double target_;
  Instant began_;
};

}  // namespace sluice::demo
