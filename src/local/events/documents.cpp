#include "local/events/documents.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/calendar.hpp"
#include "local/events/event_pattern.hpp"

namespace sluice::local {
namespace {

using Path = std::vector<std::string>;

std::string text_of(const EventJson& json) {
  return json.dump(-1, ' ', false, EventJson::error_handler_t::replace);
}

EventJson parse(std::string_view text) {
  return EventJson::parse(text, nullptr, false);
}

/// "$.detail.items[0]": the steps after the "$"; nothing where it is no path of
/// that kind.
std::optional<Path> parse_path(std::string_view text) {
  if (!text.starts_with('$')) return std::nullopt;
  Path path;
  std::string_view rest = text.substr(1);
  while (!rest.empty()) {
    const bool index = rest.front() == '[';
    if (!index && rest.front() != '.') return std::nullopt;
    rest.remove_prefix(1);
    const std::size_t end =
        index ? rest.find(']') : std::min(rest.find_first_of(".["), rest.size());
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    std::string_view step = rest.substr(0, end);
    rest.remove_prefix(index ? end + 1 : end);
    if (index && step.size() > 2 && step.front() == '\'' && step.back() == '\'')
      step = step.substr(1, step.size() - 2);
    path.emplace_back(step);
  }
  return path;
}

std::optional<std::size_t> index_of(const std::string& step) {
  std::size_t index = 0;
  for (const char c : step) {
    if (c < '0' || c > '9' || index > 1'000'000) return std::nullopt;
    index = (index * 10) + static_cast<std::size_t>(c - '0');
  }
  return index;
}

/// Null where the event has nothing there.
EventJson at_path(const EventJson& event, const std::string& text) {
  const auto path = parse_path(text);
  const EventJson* value = &event;
  if (!path) return nullptr;
  for (const std::string& step : *path) {
    const auto index = index_of(step);
    if (value->is_object() && value->contains(step))
      value = &(*value)[step];
    else if (value->is_array() && index && *index < value->size())
      value = &(*value)[*index];
    else
      return nullptr;
  }
  return *value;
}

/// The values that a template's <names> stand for.
EventJson variables(const world::InputTransformer& transformer, const EventJson& event,
                    std::string_view rule_arn) {
  EventJson values = EventJson::object();
  for (const auto& [name, path] : transformer.paths) values[name] = at_path(event, path);
  values["aws.events.rule-arn"] = rule_arn;
  values["aws.events.rule-name"] = rule_arn.substr(rule_arn.rfind('/') + 1);
  values["aws.events.event.ingestion-time"] = at_path(event, "$.time");
  values["aws.events.event"] = event;
  values["aws.events.event.json"] = event;
  return values;
}

/// A value inside a quoted text: without quotes of its own, but escaped.
std::string in_quotes(const EventJson& value) {
  const std::string plain = value.is_string() ? value.get<std::string>() : text_of(value);
  const std::string quoted = text_of(EventJson(plain));
  return quoted.substr(1, quoted.size() - 2);
}

/// A <name> of a template: what it stands for, and where it ends.
struct Variable {
  const EventJson* value;
  std::size_t end;
};

/// The one that begins at `at`; none where no value has the name.
std::optional<Variable> variable_at(std::string_view input_template, std::size_t at,
                                    const EventJson& values) {
  if (input_template[at] != '<') return std::nullopt;
  const std::size_t end = input_template.find('>', at);
  if (end == std::string_view::npos) return std::nullopt;
  const auto value = values.find(std::string{input_template.substr(at + 1, end - at - 1)});
  if (value == values.end()) return std::nullopt;
  return Variable{.value = &*value, .end = end};
}

std::string transformed(const std::string& input_template, const EventJson& values) {
  std::string text;
  bool quoted = false;
  for (std::size_t i = 0; i < input_template.size(); ++i) {
    const char c = input_template[i];
    if (c == '"' && (i == 0 || input_template[i - 1] != '\\')) quoted = !quoted;
    if (const auto variable = variable_at(input_template, i, values)) {
      text += quoted ? in_quotes(*variable->value) : text_of(*variable->value);
      i = variable->end;
    } else {
      text += c;
    }
  }
  return text;
}

Failure<world::Refusal> invalid_target(const world::RuleTarget& target, std::string_view what,
                                       std::string_view reason) {
  return world::refuse(
      "ValidationException",
      fmt::format("Parameter {} for target {} is not valid. Reason: {}", what, target.id, reason));
}

}  // namespace

std::string JsonEventDocuments::write(const world::BusEvent& event,
                                      const world::Location& where) const {
  const EventJson detail = parse(event.detail);
  EventJson resources = EventJson::array();
  for (const std::string& resource : event.resources) resources.push_back(resource);
  EventJson document = EventJson::object();
  document["version"] = "0";
  document["id"] = event.id;
  document["detail-type"] = event.detail_type;
  document["source"] = event.source;
  document["account"] = where.account;
  document["time"] = iso8601(event.time);
  document["region"] = where.region;
  document["resources"] = std::move(resources);
  document["detail"] = detail;
  return text_of(document);
}

bool JsonEventDocuments::is_object(std::string_view text) const {
  return parse(text).is_object();
}

world::Answer<void> JsonEventDocuments::check_pattern(std::string_view pattern) const {
  const EventJson json = parse(pattern);
  if (json.is_discarded())
    return world::refuse("InvalidEventPatternException",
                         "Event pattern is not valid. Reason: Pattern is not valid JSON");
  return check_event_pattern(json);
}

bool JsonEventDocuments::matches(std::string_view pattern, std::string_view event) const {
  const EventJson wanted = parse(pattern);
  const EventJson document = parse(event);
  return wanted.is_object() && document.is_object() && matches_pattern(wanted, document);
}

world::Answer<void> JsonEventDocuments::check_target(const world::RuleTarget& target) const {
  if (target.input && parse(*target.input).is_discarded())
    return invalid_target(target, "Input", "Not a valid JSON text.");
  if (target.input_path && !parse_path(*target.input_path))
    return invalid_target(target, "InputPath", "Not a JSON path.");
  if (!target.input_transformer) return {};
  for (const auto& [name, path] : target.input_transformer->paths)
    if (!parse_path(path))
      return invalid_target(target, "InputPathsMap", fmt::format("{} is not a JSON path.", path));
  const EventJson sample = variables(*target.input_transformer, EventJson::object(), "rule/name");
  if (parse(transformed(target.input_transformer->input_template, sample)).is_discarded())
    return invalid_target(target, "InputTemplate", "Invalid InputTemplate: not a JSON text.");
  return {};
}

std::string JsonEventDocuments::input(const world::RuleTarget& target, std::string_view event,
                                      std::string_view rule_arn) const {
  if (target.input) return *target.input;
  if (target.input_path) return text_of(at_path(parse(event), *target.input_path));
  if (target.input_transformer)
    return transformed(target.input_transformer->input_template,
                       variables(*target.input_transformer, parse(event), rule_arn));
  return std::string{event};
}

}  // namespace sluice::local
