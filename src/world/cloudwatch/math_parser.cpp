#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

#include "world/cloudwatch/math_expression.hpp"

namespace sluice::world {
namespace {

using Kind = MathExpression::Kind;
using Parsed = Result<std::size_t, std::string>;

constexpr int deepest = 64;  // parentheses within parentheses: the stack has a limit

struct Function {
  std::string_view name;
  std::size_t least;
  std::size_t most;
};
constexpr std::array<Function, 12> functions{{{"ABS", 1, 1},
                                              {"AVG", 1, 1},
                                              {"CEIL", 1, 1},
                                              {"FILL", 2, 2},
                                              {"FLOOR", 1, 1},
                                              {"IF", 2, 3},
                                              {"MAX", 1, 1},
                                              {"METRICS", 0, 1},
                                              {"METRIC_COUNT", 1, 1},
                                              {"MIN", 1, 1},
                                              {"PERIOD", 1, 1},
                                              {"SUM", 1, 1}}};

const Function* find_function(std::string_view name) {
  const auto* const found = std::ranges::find(functions, name, &Function::name);
  return found == functions.end() ? nullptr : found;
}

bool starts_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Operators by how strongly they bind, weakest first.
constexpr std::array<std::array<std::string_view, 6>, 5> levels{
    {{"||", "OR"}, {"&&", "AND"}, {"==", "!=", "<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/"}}};

/// The name that an operator goes by in the tree.
std::string_view canonical(std::string_view symbol) {
  if (symbol == "OR") return "||";
  return symbol == "AND" ? "&&" : symbol;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_{text} {}

  Result<MathExpression, std::string> parse() {
    const Parsed root = level(0);
    if (!root) return Failure<std::string>{root.error()};
    skip_space();
    if (!rest_.empty()) return Failure<std::string>{unexpected()};
    return std::move(expression_);
  }

 private:
  Parsed level(std::size_t strength) {
    if (strength == levels.size()) return unary();
    Parsed left = level(strength + 1);
    while (left) {
      const auto symbol = accept_operator(strength);
      if (!symbol) break;
      const Parsed right = level(strength + 1);
      if (!right) return Failure<std::string>{right.error()};
      left = add({.kind = Kind::binary,
                  .word = std::string{canonical(*symbol)},
                  .children = {*left, *right}});
    }
    return left;
  }

  Parsed unary() {
    if (!accept("-")) return power();
    if (++depth_ > deepest) return fail("is nested too deeply");
    const Parsed operand = unary();
    --depth_;
    if (!operand) return Failure<std::string>{operand.error()};
    return add({.kind = Kind::negate, .children = {*operand}});
  }

  Parsed power() {
    Parsed base = primary();
    if (!base || !accept("^")) return base;
    if (++depth_ > deepest) return fail("is nested too deeply");
    const Parsed exponent = unary();
    --depth_;
    if (!exponent) return Failure<std::string>{exponent.error()};
    return add({.kind = Kind::binary, .word = "^", .children = {*base, *exponent}});
  }

  Parsed primary() {
    if (++depth_ > deepest) return fail("is nested too deeply");
    const Parsed result = one();
    --depth_;
    return result;
  }

  Parsed one() {
    skip_space();
    if (rest_.empty()) return fail("ends too early");
    if (accept("(")) return parenthesised();
    if (accept("[")) return list();
    if (rest_.front() == '"' || rest_.front() == '\'') return text();
    if (starts_word(rest_.front())) return word();
    return number();
  }

  Parsed parenthesised() {
    Parsed inner = level(0);
    if (inner && !accept(")")) inner = Failure<std::string>{unexpected()};
    return inner;
  }

  Parsed list() {
    Result<std::vector<std::size_t>, std::string> members = arguments("]");
    if (!members) return Failure<std::string>{members.error()};
    if (members->empty()) return fail("has an empty list");
    return add({.kind = Kind::list, .children = std::move(*members)});
  }

  Parsed text() {
    const char quote = rest_.front();
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) return fail("has a text without an end");
    const std::string inside{rest_.substr(1, end - 1)};
    rest_.remove_prefix(end + 1);
    return add({.kind = Kind::text, .word = inside});
  }

  Parsed number() {
    double value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) return Failure<std::string>{unexpected()};
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return add({.kind = Kind::number, .number = value});
  }

  Parsed word() {
    const auto* const end = std::ranges::find_if_not(rest_, in_word);
    const std::string name{rest_.begin(), end};
    rest_.remove_prefix(name.size());
    if (accept("(")) return call(name);
    return add({.kind = Kind::operand, .word = name});
  }

  Parsed call(const std::string& name) {
    const Function* function = find_function(name);
    if (function == nullptr) return fail(fmt::format("Unsupported function '{}'", name));
    Result<std::vector<std::size_t>, std::string> given = arguments(")");
    if (!given) return Failure<std::string>{given.error()};
    if (given->size() < function->least || given->size() > function->most)
      return fail(fmt::format("Function '{}' has {} arguments", name, given->size()));
    return add({.kind = Kind::call, .word = name, .children = std::move(*given)});
  }

  Result<std::vector<std::size_t>, std::string> arguments(std::string_view end) {
    std::vector<std::size_t> given;
    if (accept(end)) return given;
    do {
      const Parsed argument = level(0);
      if (!argument) return Failure<std::string>{argument.error()};
      given.push_back(*argument);
    } while (accept(","));
    if (!accept(end)) return Failure<std::string>{unexpected()};
    return given;
  }

  std::optional<std::string_view> accept_operator(std::size_t strength) {
    skip_space();
    for (const std::string_view symbol : levels.at(strength)) {
      if (symbol.empty() || !rest_.starts_with(symbol)) continue;
      const bool is_word = starts_word(symbol.front());
      if (is_word && rest_.size() > symbol.size() && in_word(rest_[symbol.size()])) continue;
      rest_.remove_prefix(symbol.size());
      return symbol;
    }
    return std::nullopt;
  }

  bool accept(std::string_view symbol) {
    skip_space();
    if (!rest_.starts_with(symbol)) return false;
    rest_.remove_prefix(symbol.size());
    return true;
  }

  void skip_space() {
    const std::size_t begin = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(begin == std::string_view::npos ? rest_.size() : begin);
  }

  std::size_t add(MathExpression::Node node) {
    expression_.nodes.push_back(std::move(node));
    return expression_.nodes.size() - 1;
  }

  [[nodiscard]] std::string unexpected() const {
    constexpr std::size_t shown = 20;
    if (rest_.empty()) return "The expression ends too early";
    return fmt::format("Unexpected input '{}'", rest_.substr(0, shown));
  }
  static Failure<std::string> fail(std::string_view what) {
    const bool predicate = std::islower(static_cast<unsigned char>(what.front())) != 0;
    return Failure<std::string>{predicate ? fmt::format("The expression {}", what)
                                          : std::string{what}};
  }

  std::string_view rest_;
  int depth_ = 0;
  MathExpression expression_;
};

}  // namespace

std::set<std::string, std::less<>> MathExpression::operands() const {
  std::set<std::string, std::less<>> ids;
  for (const Node& node : nodes)
    if (node.kind == Kind::operand) ids.insert(node.word);
  // The second argument of FILL may be a keyword.
  ids.erase("REPEAT");
  ids.erase("LINEAR");
  return ids;
}

bool MathExpression::takes_all_metrics() const {
  return std::ranges::any_of(
      nodes, [](const Node& node) { return node.kind == Kind::call && node.word == "METRICS"; });
}

Result<MathExpression, std::string> parse_math(std::string_view text) {
  return Parser{text}.parse();
}

}  // namespace sluice::world
