#include "sluice/yaml_reading.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/nearest.hpp"

namespace sluice::apps {
namespace {

const char* kind_of(const YAML::Node& node) {
  if (!node.IsDefined() || node.IsNull()) return "nothing";
  if (node.IsMap()) return "a map";
  if (node.IsSequence()) return "a list";
  return "a single value";
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words)
    out += fmt::format("{}{}", out.empty() ? "" : ", ", word);
  return out;
}

}  // namespace

void Value::mistake(std::string_view what) const {
  const int line = node_.IsDefined() ? node_.Mark().line + 1 : 0;
  const std::string where = line > 0 ? fmt::format("{}: ", line) : " ";
  throw ConfigMistake{fmt::format("{}{}{}{}", where, path_, path_.empty() ? "" : ": ", what)};
}

void Value::require_keys(std::span<const std::string_view> known) const {
  if (!node_.IsMap())
    mistake(fmt::format("expected a map with {}, found {}", joined(known), kind_of(node_)));
  std::set<std::string> seen;
  for (const auto& member : node_) {
    if (!member.first.IsScalar()) mistake("a key is no plain word");
    const std::string& key = member.first.Scalar();
    const Value here{member.first, path_};
    if (!seen.insert(key).second) here.mistake(fmt::format("the key '{:.60}' stands twice", key));
    if (std::ranges::find(known, std::string_view{key}) != known.end()) continue;
    const std::string meant = nearest(key, known);
    here.mistake(meant.empty()
                     ? fmt::format("unknown key '{:.60}'; known are {}", key, joined(known))
                     : fmt::format("unknown key '{:.60}'; did you mean '{}'?", key, meant));
  }
}

bool Value::has(const char* key) const {
  return node_[key].IsDefined();
}

Value Value::at(const char* key) const {
  return {node_[key], path_.empty() ? std::string{key} : fmt::format("{}.{}", path_, key)};
}

Value Value::required(const char* key, std::string_view example) const {
  if (!has(key)) mistake(fmt::format("'{}' is missing; give it as {}: {}", key, key, example));
  return at(key);
}

std::vector<std::pair<std::string, Value>> Value::members(std::string_view example) const {
  if (!node_.IsMap())
    mistake(fmt::format("expected a map such as {}, found {}", example, kind_of(node_)));
  std::vector<std::pair<std::string, Value>> out;
  std::set<std::string> seen;
  for (const auto& member : node_) {
    if (!member.first.IsScalar()) mistake("a key is no plain word");
    const std::string& key = member.first.Scalar();
    if (!seen.insert(key).second)
      Value{member.first, path_}.mistake(fmt::format("the key '{:.60}' stands twice", key));
    out.emplace_back(key,
                     Value{member.second, path_.empty() ? key : fmt::format("{}.{}", path_, key)});
  }
  return out;
}

std::vector<Value> Value::elements(std::string_view example) const {
  if (!node_.IsSequence() || node_.size() == 0)
    mistake(fmt::format("expected a list such as {}, found {}", example,
                        node_.IsSequence() ? "an empty one" : kind_of(node_)));
  std::vector<Value> out;
  out.reserve(node_.size());
  for (std::size_t i = 0; i < node_.size(); ++i)
    out.emplace_back(node_[i], fmt::format("{}[{}]", path_, i));
  return out;
}

std::string Value::text(std::string_view example) const {
  if (!node_.IsScalar() || node_.Scalar().empty())
    mistake(fmt::format("expected a text such as {}, found {}", example,
                        node_.IsScalar() ? "an empty one" : kind_of(node_)));
  return node_.Scalar();
}

double Value::positive_number(std::string_view example) const {
  constexpr double most = 1e12;  // times any count, it is still a finite number
  const std::string text = this->text(example);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  const bool usable = whole && value > 0 && value <= most;
  if (!usable)
    mistake(fmt::format("'{:.60}' is not usable; give a number above 0 and up to 1e12, such as {}",
                        text, example));
  return value;
}

}  // namespace sluice::apps
