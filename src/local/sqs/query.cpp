#include "local/sqs/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

namespace sluice::local {
namespace {

using Json = nlohmann::json;
using Parameter = std::pair<std::string_view, std::string_view>;  ///< the rest of its name; value
using Parameters = std::vector<Parameter>;

enum class Shape { list, structures, map, structure_map };

/// What Query calls one element, and JSON the whole.
struct InputRow {
  std::string_view element;
  std::string_view member;
  Shape shape;
  std::string_view key = "Name";  ///< of maps
};

constexpr std::array inputs{
    InputRow{"Attribute", "Attributes", Shape::map},
    InputRow{"AttributeName", "AttributeNames", Shape::list},
    InputRow{"MessageSystemAttributeName", "MessageSystemAttributeNames", Shape::list},
    InputRow{"MessageAttributeName", "MessageAttributeNames", Shape::list},
    InputRow{"MessageAttribute", "MessageAttributes", Shape::structure_map},
    InputRow{"MessageSystemAttribute", "MessageSystemAttributes", Shape::structure_map},
    InputRow{"SendMessageBatchRequestEntry", "Entries", Shape::structures},
    InputRow{"DeleteMessageBatchRequestEntry", "Entries", Shape::structures},
    InputRow{"ChangeMessageVisibilityBatchRequestEntry", "Entries", Shape::structures},
    InputRow{"Tag", "Tags", Shape::map, "Key"},
    InputRow{"TagKey", "TagKeys", Shape::list},
    InputRow{"AWSAccountId", "AWSAccountIds", Shape::list},
    InputRow{"ActionName", "Actions", Shape::list},
};

/// What says who asks for what, in every Query request.
constexpr std::array<std::string_view, 10> of_the_protocol{
    "Action",           "Version",       "AWSAccessKeyId", "Signature", "SignatureMethod",
    "SignatureVersion", "SecurityToken", "Timestamp",      "Expires",   "AWSAccessKey"};

/// Takes the first step off a dotted name.
std::string_view take_step(std::string_view& name) {
  const std::size_t dot = name.find('.');
  const std::string_view step = name.substr(0, dot);
  name = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
  return step;
}

Json structure_from(const Parameters& parameters);

std::string_view value_of(const Parameters& parameters, std::string_view name) {
  const auto found = std::ranges::find(parameters, name, &Parameter::first);
  return found == parameters.end() ? std::string_view{} : found->second;
}

Parameters below(const Parameters& parameters, std::string_view first_step) {
  Parameters rest;
  for (auto [name, value] : parameters)
    if (take_step(name) == first_step) rest.emplace_back(name, value);
  return rest;
}

void add_element(Json& whole, const InputRow& row, const Parameters& element) {
  switch (row.shape) {
    case Shape::list:
      whole.push_back(std::string{element.front().second});
      return;
    case Shape::structures:
      whole.push_back(structure_from(element));
      return;
    case Shape::map:
      whole[std::string{value_of(element, row.key)}] = std::string{value_of(element, "Value")};
      return;
    case Shape::structure_map:
      whole[std::string{value_of(element, row.key)}] = structure_from(below(element, "Value"));
      return;
  }
}

/// The elements in the order of their numbers; the first needs none.
std::map<unsigned, Parameters> numbered(const Parameters& parameters) {
  std::map<unsigned, Parameters> elements;
  for (const auto& [name, value] : parameters) {
    std::string_view rest = name;
    const std::string_view step = take_step(rest);
    unsigned number = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), number);
    if (error == std::errc{} && end == step.data() + step.size()) {
      elements[number].emplace_back(rest, value);
    } else {
      elements[1].emplace_back(name, value);
    }
  }
  return elements;
}

Json structure_from(const Parameters& parameters) {
  Json structure = Json::object();
  std::map<const InputRow*, Parameters> wholes;
  for (const auto& [name, value] : parameters) {
    std::string_view rest = name;
    const std::string_view step = take_step(rest);
    const auto* row = std::ranges::find(inputs, step, &InputRow::element);
    if (row == inputs.end()) {
      structure[std::string{name}] = std::string{value};
    } else {
      wholes[row].emplace_back(rest, value);
    }
  }
  for (const auto& [row, elements] : wholes) {
    Json& whole = structure[std::string{row->member}];
    whole = row->shape == Shape::list || row->shape == Shape::structures ? Json::array()
                                                                         : Json::object();
    for (const auto& [number, element] : numbered(elements)) add_element(whole, *row, element);
  }
  return structure;
}

struct OutputRow {
  std::string_view member;
  std::string_view element;   ///< empty: the operation's own ("SendMessageBatchResultEntry")
  std::string_view key = {};  ///< of maps
};

constexpr std::array outputs{
    OutputRow{"Attributes", "Attribute", "Name"},
    OutputRow{"MessageAttributes", "MessageAttribute", "Name"},
    OutputRow{"Tags", "Tag", "Key"},
    OutputRow{"Messages", "Message"},
    OutputRow{"QueueUrls", "QueueUrl"},
    OutputRow{"queueUrls", "QueueUrl"},
    OutputRow{"Failed", "BatchResultErrorEntry"},
    OutputRow{"Results", "ListMessageMoveTasksResultEntry"},
    OutputRow{"Successful", ""},
};

void append_escaped(std::string& xml, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '"':
        xml += "&quot;";
        break;
      case '\r':  // a parser would make a line break of it
        xml += "&#13;";
        break;
      default:
        xml += c;
    }
  }
}

void append_element(std::string& xml, std::string_view operation, std::string_view name,
                    const Json& value);

void append_members(std::string& xml, std::string_view operation, const Json& structure) {
  for (const auto& [name, value] : structure.items()) {
    const auto* row = std::ranges::find(outputs, name, &OutputRow::member);
    if (row == outputs.end()) {
      append_element(xml, operation, name, value);
      continue;
    }
    const std::string element =
        row->element.empty() ? fmt::format("{}ResultEntry", operation) : std::string{row->element};
    for (const auto& [key, one] : value.items()) {
      if (row->key.empty()) {
        append_element(xml, operation, element, one);
        continue;
      }
      xml += fmt::format("<{}>", element);
      append_element(xml, operation, row->key, Json(key));
      append_element(xml, operation, "Value", one);
      xml += fmt::format("</{}>", element);
    }
  }
}

void append_element(std::string& xml, std::string_view operation, std::string_view name,
                    const Json& value) {
  xml += fmt::format("<{}>", name);
  if (value.is_object()) {
    append_members(xml, operation, value);
  } else if (value.is_string()) {
    append_escaped(xml, value.get_ref<const std::string&>());
  } else {
    xml += value.dump();
  }
  xml += fmt::format("</{}>", name);
}

}  // namespace

world::Answer<Json> input_from_query(
    std::string_view operation,
    const std::vector<std::pair<std::string, std::string>>& parameters) {
  Parameters views;
  for (const auto& [name, value] : parameters)
    if (std::ranges::find(of_the_protocol, name) == of_the_protocol.end())
      views.emplace_back(name, value);
  Json input = structure_from(views);
  // The only member of SQS that JSON writes with a small letter in its input.
  if (operation == "CreateQueue" && input.contains("Tags")) {
    input["tags"] = std::move(input["Tags"]);
    input.erase("Tags");
  }
  return input;
}

std::string xml_from_output(std::string_view operation, const Json& output,
                            std::string_view request_id) {
  std::string xml = fmt::format(
      "<?xml version=\"1.0\"?><{}Response xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">",
      operation);
  if (!output.is_null()) {
    xml += fmt::format("<{}Result>", operation);
    append_members(xml, operation, output);
    xml += fmt::format("</{}Result>", operation);
  }
  xml += fmt::format("<ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata></{}Response>",
                     request_id, operation);
  return xml;
}

}  // namespace sluice::local
