#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sluice::world {

/// An expression of metric math, as a tree in a list: a node's children stand
/// before it, the last is the root.
///
/// Numbers, ids, + - * / ^, unary minus, comparisons, && || AND OR, lists
/// ([m1, m2]) and the functions ABS AVG CEIL FILL FLOOR IF MAX METRICS
/// METRIC_COUNT MIN PERIOD SUM. Everything else is refused.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
struct MathExpression {
  enum class Kind { number, text, operand, list, call, negate, binary };
  struct Node {
    Kind kind;
    double number = 0;
    std::string word = {};  ///< an id, a text, a function's or an operator's name
    std::vector<std::size_t> children = {};
  };
  std::vector<Node> nodes;

  /// The ids that it names.
  [[nodiscard]] std::set<std::string, std::less<>> operands() const;
  /// Whether it takes all metrics of its request (METRICS).
  [[nodiscard]] bool takes_all_metrics() const;
};

/// The error says what is wrong, to stand after "Error in expression 'e1': ".
[[nodiscard]] Result<MathExpression, std::string> parse_math(std::string_view text);

/// One series that an expression may name.
struct MathOperand {
  std::span<const double> points;  ///< NaN: no data
  std::int64_t period;             ///< seconds
  bool is_metric;                  ///< not an expression: METRICS() has it
};
using MathOperands = std::map<std::string, MathOperand, std::less<>>;

/// One value for each of `count` points; NaN where an operand has no data, or a
/// division by zero dropped the point. REQUIRES: every operand has `count` points.
[[nodiscard]] Result<std::vector<double>, std::string> evaluate_math(
    const MathExpression& expression, const MathOperands& operands, std::size_t count);

}  // namespace sluice::world
