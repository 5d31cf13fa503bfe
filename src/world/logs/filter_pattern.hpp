#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "world/refusal.hpp"

namespace sluice::world {

/// A filter pattern for unstructured log events: terms and quoted phrases that
/// must all occur (case counts), `?term` of which one must, `-term` that must
/// not. Patterns for JSON, for columns and regular expressions are refused.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
class FilterPattern {
 public:
  static Answer<FilterPattern> parse(std::string_view text);

  [[nodiscard]] bool matches(std::string_view message) const;

 private:
  std::vector<std::string> all_;
  std::vector<std::string> any_;
  std::vector<std::string> none_;
};

}  // namespace sluice::world
