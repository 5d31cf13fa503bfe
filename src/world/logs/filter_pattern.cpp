#include "world/logs/filter_pattern.hpp"

#include <algorithm>
#include <utility>

namespace sluice::world {
namespace {

constexpr std::string_view blanks = " \t\n";

Failure<Refusal> invalid() {
  return refuse("InvalidParameterException", "Invalid filter pattern");
}

/// Takes a quoted phrase, or the letters up to the next blank, off `rest`.
Answer<std::string> take_term(std::string_view& rest) {
  if (!rest.starts_with('"')) {
    const std::size_t end = std::min(rest.find_first_of(blanks), rest.size());
    std::string term{rest.substr(0, end)};
    rest.remove_prefix(end);
    return term;
  }
  std::string phrase;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return phrase;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
    phrase += rest[i];
  }
  return invalid();
}

bool contains(std::string_view message, const std::string& term) {
  return message.find(term) != std::string_view::npos;
}

}  // namespace

Answer<FilterPattern> FilterPattern::parse(std::string_view text) {
  FilterPattern pattern;
  for (std::string_view rest = text;;) {
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    if (rest.empty()) return pattern;
    if (std::string_view{"{[%"}.find(rest.front()) != std::string_view::npos) return invalid();
    std::vector<std::string>* kind = &pattern.all_;
    if (rest.front() == '?') kind = &pattern.any_;
    if (rest.front() == '-') kind = &pattern.none_;
    if (kind != &pattern.all_) rest.remove_prefix(1);
    auto term = take_term(rest);
    if (!term) return Failure<Refusal>{term.error()};
    if (term->empty()) return invalid();
    kind->push_back(std::move(*term));
  }
}

bool FilterPattern::matches(std::string_view message) const {
  const auto occurs = [message](const std::string& term) { return contains(message, term); };
  return std::ranges::all_of(all_, occurs) && std::ranges::none_of(none_, occurs) &&
         (any_.empty() || std::ranges::any_of(any_, occurs));
}

}  // namespace sluice::world
