#include "local/events/event_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.hpp"

namespace sluice::local {
namespace {

/// As deep as AWS lets a pattern be, with room to spare.
constexpr int deepest = 100;

Failure<world::Refusal> invalid(std::string_view reason) {
  return world::refuse("InvalidEventPatternException",
                       fmt::format("Event pattern is not valid. Reason: {}", reason));
}

bool is_literal(const EventJson& value) {
  return !value.is_structured();
}

bool starts(std::string_view text, std::string_view with) {
  return text.starts_with(with);
}

bool ends(std::string_view text, std::string_view with) {
  return text.ends_with(with);
}

/// A test of a text by a text.
struct TextOperator {
  std::string_view name;
  bool (*holds)(std::string_view text, std::string_view operand);
};
constexpr std::array<TextOperator, 3> text_operators{
    {{"prefix", starts}, {"suffix", ends}, {"equals-ignore-case", equal_but_case}}};

const TextOperator* text_operator(std::string_view name) {
  const auto found = std::ranges::find(text_operators, name, &TextOperator::name);
  return found == text_operators.end() ? nullptr : &*found;
}

bool compare(double value, const std::string& comparison, double with) {
  if (comparison == "<") return value < with;
  if (comparison == "<=") return value <= with;
  if (comparison == ">") return value > with;
  if (comparison == ">=") return value >= with;
  return value == with;
}

/// [">", 0, "<=", 5]
bool is_numeric_test(const EventJson& test) {
  constexpr std::array<std::string_view, 5> comparisons{"=", "<", "<=", ">", ">="};
  if (!test.is_array() || test.empty() || test.size() % 2 != 0 || test.size() > 4) return false;
  for (std::size_t i = 0; i < test.size(); i += 2) {
    if (!test[i].is_string() || !test[i + 1].is_number()) return false;
    if (std::ranges::find(comparisons, test[i].get<std::string>()) == comparisons.end())
      return false;
  }
  return true;
}

bool numeric_holds(const EventJson& test, const EventJson& value) {
  if (!value.is_number()) return false;
  for (std::size_t i = 0; i < test.size(); i += 2)
    if (!compare(value.get<double>(), test[i].get<std::string>(), test[i + 1].get<double>()))
      return false;
  return true;
}

bool is_text_test(const EventJson& test) {
  return test.is_object() && test.size() == 1 && text_operator(test.begin().key()) != nullptr &&
         test.begin()->is_string();
}

bool is_anything_but_test(const EventJson& test) {
  if (test.is_array()) return !test.empty() && std::ranges::all_of(test, is_literal);
  return is_literal(test) || is_text_test(test);
}

world::Answer<void> check_test(const EventJson& test) {
  if (is_literal(test)) return {};
  if (!test.is_object() || test.size() != 1)
    return invalid("Match value must be String, number, true, false, or null");
  const std::string& name = test.begin().key();
  const EventJson& operand = test.begin().value();
  bool right = false;
  if (text_operator(name) != nullptr)
    right = operand.is_string();
  else if (name == "exists")
    right = operand.is_boolean();
  else if (name == "numeric")
    right = is_numeric_test(operand);
  else if (name == "anything-but")
    right = is_anything_but_test(operand);
  else
    return invalid(fmt::format("Unrecognized match type {}", name));
  if (!right) return invalid(fmt::format("{} has a value that it cannot have", name));
  return {};
}

/// The tests that one field must pass any of.
world::Answer<void> check_tests(const std::string& name, const EventJson& tests) {
  if (!tests.is_array()) return invalid(fmt::format("\"{}\" must be an object or an array", name));
  if (tests.empty()) return invalid("Empty arrays are not allowed");
  for (const EventJson& test : tests)
    if (auto right = check_test(test); !right) return right;
  return {};
}

world::Answer<void> check_level(const EventJson& pattern, int depth) {
  if (!pattern.is_object()) return invalid("Event pattern is not an object");
  if (pattern.empty()) return invalid("Empty objects are not allowed");
  if (depth > deepest) return invalid("Event pattern is nested too deeply");
  for (const auto& [name, wanted] : pattern.items()) {
    if (name == "$or") return invalid("Unrecognized match type $or");
    auto right = wanted.is_object() ? check_level(wanted, depth + 1) : check_tests(name, wanted);
    if (!right) return right;
  }
  return {};
}

bool text_holds(const EventJson& test, const EventJson& value) {
  return value.is_string() &&
         text_operator(test.begin().key())
             ->holds(value.get<std::string>(), test.begin()->get<std::string>());
}

bool anything_but_holds(const EventJson& test, const EventJson& value) {
  if (test.is_object()) return !text_holds(test, value);
  if (test.is_array()) return std::ranges::find(test, value) == test.end();
  return value != test;
}

/// Whether a value that is there, and no array, passes one test.
bool holds(const EventJson& test, const EventJson& value) {
  if (!test.is_object()) return value == test;
  const std::string& name = test.begin().key();
  const EventJson& operand = test.begin().value();
  if (name == "exists") return operand.get<bool>();
  if (name == "numeric") return numeric_holds(operand, value);
  if (name == "anything-but") return anything_but_holds(operand, value);
  return text_holds(test, value);
}

bool wants_absence(const EventJson& test) {
  return test.is_object() && test.begin().key() == "exists" && !test.begin()->get<bool>();
}

bool any_holds(const EventJson& tests, const EventJson* value) {
  return std::ranges::any_of(tests, [value](const EventJson& test) {
    if (value == nullptr) return wants_absence(test);
    if (!value->is_array()) return holds(test, *value);
    return std::ranges::any_of(*value,
                               [&](const EventJson& element) { return holds(test, element); });
  });
}

}  // namespace

world::Answer<void> check_event_pattern(const EventJson& pattern) {
  return check_level(pattern, 0);
}

bool matches_pattern(const EventJson& pattern, const EventJson& event) {
  if (event.is_array())
    return std::ranges::any_of(
        event, [&](const EventJson& element) { return matches_pattern(pattern, element); });
  for (const auto& [name, wanted] : pattern.items()) {
    const auto found = event.is_object() ? event.find(name) : event.end();
    const EventJson* value = event.is_object() && found != event.end() ? &*found : nullptr;
    const EventJson nothing = EventJson::object();
    const bool matched = wanted.is_object()
                             ? matches_pattern(wanted, value == nullptr ? nothing : *value)
                             : any_holds(wanted, value);
    if (!matched) return false;
  }
  return true;
}

}  // namespace sluice::local
