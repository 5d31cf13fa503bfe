#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>

#include "local/protocol/query_protocol.hpp"
#include "local/protocol/utf8.hpp"

namespace sluice::local {
namespace {

using namespace std::string_view_literals;

/// More than the largest batch of PutMetricData has (1000 metrics of 30
/// dimensions are 60,000 parameters).
constexpr std::size_t most_parameters = 100'000;
constexpr int deepest_name = 24;

std::optional<unsigned> hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a') + 10U;
  if (letter >= 'A' && letter <= 'F') return static_cast<unsigned>(letter - 'A') + 10U;
  return std::nullopt;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>((*high << 4U) | *low);
    i += 2;
  }
  return is_utf8(out) ? std::optional{std::move(out)} : std::nullopt;
}

/// A name's steps as a tree: either a text, or what stands below.
struct Branch {
  std::optional<std::string> text = {};
  std::map<std::string, Branch, std::less<>> below = {};
};

/// "12": the place in a list that a step names.
std::optional<std::uint32_t> place(std::string_view step) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), number);
  if (error != std::errc{} || end != step.data() + step.size()) return std::nullopt;
  return number;
}

Json document(const Branch& branch);

/// The members of a list in the order of their numbers; nothing where a step is
/// no number.
std::optional<std::map<std::uint32_t, const Branch*>> places(const Branch& branch) {
  std::map<std::uint32_t, const Branch*> all;
  for (const auto& [step, below] : branch.below) {
    const auto number = place(step);
    if (!number) return std::nullopt;
    all.emplace(*number, &below);
  }
  return all;
}

std::optional<Json> as_map(const std::map<std::uint32_t, const Branch*>& entries) {
  Json map = Json::object();
  for (const auto& [number, entry] : entries) {
    const auto key = entry->below.find("key"sv);
    const auto value = entry->below.find("value"sv);
    if (key == entry->below.end() || !key->second.text) return std::nullopt;
    map[key->second.text.value_or("")] =
        value == entry->below.end() ? Json("") : document(value->second);
  }
  return map;
}

Json as_list(const std::map<std::uint32_t, const Branch*>& members) {
  Json list = Json::array();
  for (const auto& [number, member] : members) list.push_back(document(*member));
  return list;
}

/// Wrapped lists and maps have one step, "member" or "entry", over the numbers.
std::optional<Json> wrapped(const Branch& branch) {
  if (branch.below.size() != 1) return std::nullopt;
  const auto& [step, below] = *branch.below.begin();
  const auto numbered = places(below);
  if (!numbered || numbered->empty()) return std::nullopt;
  if (step == "member") return as_list(*numbered);
  if (step == "entry") return as_map(*numbered);
  return std::nullopt;
}

Json document(const Branch& branch) {
  if (branch.text) return *branch.text;
  if (auto collection = wrapped(branch)) return std::move(*collection);
  if (const auto numbered = places(branch); numbered && !numbered->empty())
    return as_list(*numbered);
  Json structure = Json::object();
  for (const auto& [name, below] : branch.below) structure[name] = document(below);
  return structure;
}

/// Whether `name` belongs to Query itself or to signatures.
bool is_envelope(std::string_view name) {
  constexpr std::array envelope{"Action"sv,        "Version"sv,         "AWSAccessKeyId"sv,
                                "Signature"sv,     "SignatureMethod"sv, "SignatureVersion"sv,
                                "SecurityToken"sv, "Expires"sv};
  return name.starts_with("X-Amz-") || std::ranges::find(envelope, name) != envelope.end();
}

/// False: one name is both a value and a structure, or too deep.
bool plant(Branch& root, std::string_view name, const std::string& value) {
  Branch* at = &root;
  for (int depth = 0; depth < deepest_name; ++depth) {
    const std::size_t dot = name.find('.');
    at = &at->below[std::string{name.substr(0, dot)}];
    if (at->text) return false;
    if (dot == std::string_view::npos) {
      at->text = value;
      return at->below.empty();
    }
    name.remove_prefix(dot + 1);
  }
  return false;
}

}  // namespace

world::Answer<Parameters> read_form(std::string_view form) {
  Parameters parameters;
  while (!form.empty()) {
    const std::size_t end = std::min(form.find('&'), form.size());
    const std::string_view pair = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = decoded(pair.substr(0, equals));
    auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value)
      return world::refuse("MalformedQueryString", "The query string contains a syntax error", 400);
    if (parameters.size() == most_parameters)
      return world::refuse("MalformedQueryString", "The query has too many parameters", 400);
    parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return parameters;
}

std::optional<std::string_view> find_parameter(const Parameters& parameters,
                                               std::string_view name) {
  const auto found =
      std::ranges::find_if(parameters, [&](const auto& pair) { return pair.first == name; });
  if (found == parameters.end()) return std::nullopt;
  return found->second;
}

world::Answer<Json> input_from_parameters(const Parameters& parameters) {
  const bool signed_of_old = find_parameter(parameters, "SignatureVersion").has_value();
  Branch root;
  for (const auto& [name, value] : parameters) {
    if (is_envelope(name) || (signed_of_old && name == "Timestamp")) continue;
    if (!plant(root, name, value))
      return world::refuse("MalformedInput", fmt::format("The parameter {} is malformed", name));
  }
  Json input = Json::object();
  for (const auto& [name, below] : root.below) input[name] = document(below);
  return input;
}

world::Answer<Json> read_query(const ServiceDescription& service, std::string_view operation,
                               const Parameters& parameters) {
  if (service.dialect != nullptr) return service.dialect->input(operation, parameters);
  return input_from_parameters(parameters);
}

}  // namespace sluice::local
