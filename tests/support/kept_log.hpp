#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"

namespace sluice {

/// Keeps its lines for a test to look at.
class KeptLog final : public Log {
 public:
  struct Line {
    Level level;
    std::string message;
  };

  void write(Level level, std::string_view message, std::vector<LogField> /*fields*/) override {
    lines_.push_back({level, std::string{message}});
  }

  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }

 private:
  std::vector<Line> lines_;
};

}  // namespace sluice
