#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "world/cloudwatch/math_expression.hpp"

namespace sluice::world {
namespace {

using Kind = MathExpression::Kind;
using Node = MathExpression::Node;
using Points = std::vector<double>;

const double none = std::nan("");

/// A number, one series, or a list of series.
struct Value {
  enum class Kind { number, series, list };
  Kind kind;
  double number = 0;
  std::vector<Points> series = {};

  static Value of(double number) { return {.kind = Kind::number, .number = number}; }
  static Value of(Points points) {
    Value value{.kind = Kind::series};
    value.series.push_back(std::move(points));
    return value;
  }
};
using Evaluated = Result<Value, std::string>;

double truth(bool value) {
  return value ? 1 : 0;
}

double arithmetic(char symbol, double a, double b) {
  switch (symbol) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b == 0 ? none : a / b;
    default:
      return std::pow(a, b);
  }
}

double comparison(std::string_view symbol, double a, double b) {
  if (symbol == "==") return truth(a == b);
  if (symbol == "!=") return truth(a != b);
  if (symbol == "<") return truth(a < b);
  if (symbol == ">") return truth(a > b);
  if (symbol == "<=") return truth(a <= b);
  if (symbol == ">=") return truth(a >= b);
  const bool left = a != 0;
  const bool right = b != 0;
  return truth(symbol == "&&" ? left && right : left || right);
}

/// A point that lacks an operand, or divides by zero, is dropped.
double apply(std::string_view symbol, double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return none;
  const bool is_arithmetic = symbol.size() == 1 && std::string_view{"+-*/^"}.find(symbol.front()) !=
                                                       std::string_view::npos;
  return is_arithmetic ? arithmetic(symbol.front(), a, b) : comparison(symbol, a, b);
}

double finite(double value) {
  return std::isfinite(value) ? value : none;
}

/// What SUM, AVG, MIN and MAX make of several numbers, of which some are missing.
class Reduction {
 public:
  explicit Reduction(std::string_view function) : function_{function} {}
  void add(double value) {
    if (std::isnan(value)) return;
    set_ += value;
    least_ = count_ == 0 ? value : std::min(least_, value);
    most_ = count_ == 0 ? value : std::max(most_, value);
    ++count_;
  }
  [[nodiscard]] double result() const {
    if (count_ == 0) return none;
    if (function_ == "SUM") return set_;
    if (function_ == "MIN") return least_;
    if (function_ == "MAX") return most_;
    return set_ / static_cast<double>(count_);
  }

 private:
  std::string_view function_;
  double set_ = 0;
  double least_ = 0;
  double most_ = 0;
  std::size_t count_ = 0;
};

/// Of one series: a number over all time. Of a list: a series over its members.
Value reduce(std::string_view function, const Value& value, std::size_t count) {
  if (value.kind != Value::Kind::list) {
    Reduction reduction{function};
    if (value.kind == Value::Kind::number) reduction.add(value.number);
    for (const Points& points : value.series)
      for (const double point : points) reduction.add(point);
    return Value::of(reduction.result());
  }
  Points result(count, none);
  for (std::size_t i = 0; i < count; ++i) {
    Reduction reduction{function};
    for (const Points& points : value.series) reduction.add(points[i]);
    result[i] = reduction.result();
  }
  return Value::of(std::move(result));
}

Value map_points(Value value, double (*change)(double)) {
  value.number = change(value.number);
  for (Points& points : value.series)
    for (double& point : points)
      if (!std::isnan(point)) point = change(point);
  return value;
}

void fill_repeat(Points& points) {
  double last = none;
  for (double& point : points) {
    if (std::isnan(point)) point = last;
    last = point;
  }
}

/// Between two points, not before the first or after the last.
void fill_linear(Points& points) {
  const auto has_value = [](double point) { return !std::isnan(point); };
  auto before = std::ranges::find_if(points, has_value);
  while (before != points.end()) {
    const auto after = std::find_if(before + 1, points.end(), has_value);
    if (after == points.end()) return;
    const double step = (*after - *before) / static_cast<double>(after - before);
    for (auto at = before + 1; at != after; ++at) *at = *(at - 1) + step;
    before = after;
  }
}

class Evaluator {
 public:
  Evaluator(const MathExpression& expression, const MathOperands& operands, std::size_t count)
      : expression_{expression}, operands_{operands}, count_{count} {}

  [[nodiscard]] Evaluated node(std::size_t index) const {
    const Node& node = expression_.nodes[index];
    switch (node.kind) {
      case Kind::number:
        return Value::of(node.number);
      case Kind::text:
        return wrong("a text stands where a metric is needed");
      case Kind::operand:
        return operand(node.word);
      case Kind::list:
        return list(node);
      case Kind::call:
        return call(node);
      case Kind::negate:
        return negated(node);
      case Kind::binary:
        break;
    }
    return binary(node);
  }

 private:
  [[nodiscard]] Evaluated operand(const std::string& id) const {
    const auto found = operands_.find(id);
    if (found == operands_.end()) return wrong(fmt::format("'{}' is not defined", id));
    const std::span<const double> points = found->second.points;
    return Value::of(Points{points.begin(), points.end()});
  }

  [[nodiscard]] Evaluated list(const Node& node) const {
    Value all{.kind = Value::Kind::list};
    for (const std::size_t child : node.children) {
      Evaluated member = this->node(child);
      if (!member) return member;
      if (member->kind == Value::Kind::number) member = Value::of(Points(count_, member->number));
      for (Points& points : member->series) all.series.push_back(std::move(points));
    }
    return all;
  }

  [[nodiscard]] Evaluated negated(const Node& node) const {
    Evaluated value = this->node(node.children[0]);
    if (!value) return value;
    return map_points(std::move(*value), [](double point) { return -point; });
  }

  [[nodiscard]] Evaluated binary(const Node& node) const {
    const Evaluated left = this->node(node.children[0]);
    if (!left) return Failure<std::string>{left.error()};
    const Evaluated right = this->node(node.children[1]);
    if (!right) return Failure<std::string>{right.error()};
    return combine(node.word, *left, *right);
  }

  /// A number goes with each point of the other side, one series with each of a list.
  [[nodiscard]] Evaluated combine(std::string_view symbol, const Value& a, const Value& b) const {
    if (a.kind == Value::Kind::number && b.kind == Value::Kind::number)
      return Value::of(finite(apply(symbol, a.number, b.number)));
    if (a.series.size() > 1 && b.series.size() > 1 && a.series.size() != b.series.size())
      return wrong("two lists of different lengths cannot be combined");
    const bool list = a.kind == Value::Kind::list || b.kind == Value::Kind::list;
    Value result{.kind = list ? Value::Kind::list : Value::Kind::series};
    result.series.resize(std::max(a.series.size(), b.series.size()));
    for (std::size_t s = 0; s < result.series.size(); ++s) {
      result.series[s].resize(count_);
      for (std::size_t i = 0; i < count_; ++i)
        result.series[s][i] = finite(apply(symbol, point(a, s, i), point(b, s, i)));
    }
    return result;
  }

  static double point(const Value& value, std::size_t series, std::size_t index) {
    if (value.kind == Value::Kind::number) return value.number;
    return value.series[value.series.size() == 1 ? 0 : series][index];
  }

  [[nodiscard]] Evaluated call(const Node& node) const {
    if (node.word == "METRICS") return metrics(node);
    if (node.word == "PERIOD") return period(node);
    if (node.word == "IF") return condition(node);
    Evaluated first = this->node(node.children[0]);
    if (!first) return first;
    if (node.word == "FILL") return fill(node, std::move(*first));
    if (node.word == "METRIC_COUNT") return Value::of(static_cast<double>(first->series.size()));
    if (node.word == "ABS")
      return map_points(std::move(*first), [](double value) { return std::abs(value); });
    if (node.word == "CEIL")
      return map_points(std::move(*first), [](double value) { return std::ceil(value); });
    if (node.word == "FLOOR")
      return map_points(std::move(*first), [](double value) { return std::floor(value); });
    return reduce(node.word, *first, count_);
  }

  [[nodiscard]] Evaluated metrics(const Node& node) const {
    std::string_view part;
    if (!node.children.empty()) {
      const Node& argument = expression_.nodes[node.children[0]];
      if (argument.kind != Kind::text) return wrong("METRICS takes a text");
      part = argument.word;
    }
    Value all{.kind = Value::Kind::list};
    for (const auto& [id, operand] : operands_)
      if (operand.is_metric && id.find(part) != std::string::npos)
        all.series.emplace_back(operand.points.begin(), operand.points.end());
    return all;
  }

  [[nodiscard]] Evaluated period(const Node& node) const {
    const Node& argument = expression_.nodes[node.children[0]];
    const auto found = operands_.find(argument.word);
    if (argument.kind != Kind::operand || found == operands_.end())
      return wrong("PERIOD takes a metric");
    return Value::of(static_cast<double>(found->second.period));
  }

  [[nodiscard]] Evaluated condition(const Node& node) const {
    const Evaluated test = this->node(node.children[0]);
    if (!test) return Failure<std::string>{test.error()};
    const Evaluated yes = this->node(node.children[1]);
    if (!yes) return Failure<std::string>{yes.error()};
    const Evaluated no =
        node.children.size() == 3 ? this->node(node.children[2]) : Evaluated{Value::of(none)};
    if (!no) return Failure<std::string>{no.error()};
    const auto is_list = [](const Evaluated& value) { return value->kind == Value::Kind::list; };
    if (is_list(test) || is_list(yes) || is_list(no)) return wrong("IF takes no lists");
    Points result(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      const double chosen = point(*test, 0, i);
      result[i] = std::isnan(chosen) ? none : point(chosen != 0 ? *yes : *no, 0, i);
    }
    return Value::of(std::move(result));
  }

  [[nodiscard]] Evaluated fill(const Node& node, Value value) const {
    const Node& how = expression_.nodes[node.children[1]];
    const bool repeat = how.kind == Kind::operand && how.word == "REPEAT";
    const bool linear = how.kind == Kind::operand && how.word == "LINEAR";
    if (repeat) std::ranges::for_each(value.series, fill_repeat);
    if (linear) std::ranges::for_each(value.series, fill_linear);
    if (repeat || linear) return value;
    const Evaluated with = this->node(node.children[1]);
    if (!with) return Failure<std::string>{with.error()};
    if (with->kind == Value::Kind::list) return wrong("FILL takes no list to fill with");
    for (Points& points : value.series)
      for (std::size_t i = 0; i < count_; ++i)
        if (std::isnan(points[i])) points[i] = point(*with, 0, i);
    return value;
  }

  static Failure<std::string> wrong(std::string_view what) {
    return Failure<std::string>{std::string{what}};
  }

  const MathExpression& expression_;
  const MathOperands& operands_;
  std::size_t count_;
};

}  // namespace

Result<std::vector<double>, std::string> evaluate_math(const MathExpression& expression,
                                                       const MathOperands& operands,
                                                       std::size_t count) {
  const Evaluator evaluator{expression, operands, count};
  Evaluated value = evaluator.node(expression.nodes.size() - 1);
  if (!value) return Failure<std::string>{std::move(value.error())};
  if (value->kind == Value::Kind::number) return Points(count, value->number);
  // An empty list has no metric in it: no data.
  if (value->series.empty()) return Points(count, none);
  if (value->series.size() > 1)
    return Failure<std::string>{"the result must be a single time series"};
  return std::move(value->series.front());
}

}  // namespace sluice::world
