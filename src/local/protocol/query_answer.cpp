#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "base/calendar.hpp"
#include "local/protocol/query_protocol.hpp"

namespace sluice::local {
namespace {

struct TextWriter final : pugi::xml_writer {
  std::string text = {};
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

std::string written(const pugi::xml_document& document) {
  TextWriter writer;
  document.save(writer, "", pugi::format_raw | pugi::format_no_declaration);
  return std::move(writer.text);
}

/// XML 1.0 has no way to write most control characters (section 2.2).
std::string without_controls(std::string text) {
  std::erase_if(text,
                [](unsigned char c) { return c < ' ' && c != '\t' && c != '\n' && c != '\r'; });
  return text;
}

std::string time_text(double seconds) {
  constexpr double milliseconds_a_second = 1000;
  const Instant at{std::chrono::milliseconds{std::llround(seconds * milliseconds_a_second)}};
  const bool whole = at == std::chrono::floor<std::chrono::seconds>(at);
  return whole ? iso8601(at) : iso8601_milliseconds(at);
}

std::string scalar(const Json& value, bool time) {
  if (value.is_string()) return without_controls(value.get<std::string>());
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number() && time) return time_text(value.get<double>());
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  return value.dump();
}

class ElementWriter {
 public:
  explicit ElementWriter(const ServiceDescription& service) : service_{service} {}

  void structure(pugi::xml_node& at, const Json& value) const {
    for (const auto& [name, member] : value.items()) {
      if (member.is_null()) continue;
      pugi::xml_node below = at.append_child(name.c_str());
      if (is_map(service_, name))
        entries(below, member);
      else
        write(below, member, is_time(service_, name));
    }
  }

 private:
  /// A map as Smithy's restXml and awsQuery write it: its keys are text, no names of elements.
  /// https://smithy.io/2.0/spec/protocol-traits.html
  void entries(pugi::xml_node& at, const Json& map) const {
    for (const auto& [key, value] : map.items()) {
      pugi::xml_node entry = at.append_child("entry");
      entry.append_child("key").text().set(without_controls(key).c_str());
      pugi::xml_node below = entry.append_child("value");
      write(below, value, false);
    }
  }

  void write(pugi::xml_node& at, const Json& value, bool time) const {
    if (value.is_object()) {
      structure(at, value);
    } else if (value.is_array()) {
      for (const Json& one : value) {
        pugi::xml_node member = at.append_child("member");
        write(member, one, time);
      }
    } else {
      at.text().set(scalar(value, time).c_str());
    }
  }

  const ServiceDescription& service_;
};

void add_text(pugi::xml_node& at, const char* name, std::string_view text) {
  at.append_child(name).text().set(without_controls(std::string{text}).c_str());
}

std::string answer_text(const Answering& to, const Json& output) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child(fmt::format("{}Response", to.operation).c_str());
  root.append_attribute("xmlns").set_value(std::string{to.service.xml_namespace}.c_str());
  if (output.is_object()) {
    pugi::xml_node result = root.append_child(fmt::format("{}Result", to.operation).c_str());
    ElementWriter{to.service}.structure(result, output);
  }
  pugi::xml_node metadata = root.append_child("ResponseMetadata");
  add_text(metadata, "RequestId", to.request_id);
  return written(document);
}

std::string error_text(const Answering& to, const world::Refusal& refusal) {
  std::string code = refusal.query_code.empty() ? refusal.code : refusal.query_code;
  if (code == "SerializationException") code = "MalformedInput";
  code.erase(0, code.find('#') + 1);
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("ErrorResponse");
  root.append_attribute("xmlns").set_value(std::string{to.service.xml_namespace}.c_str());
  pugi::xml_node error = root.append_child("Error");
  add_text(error, "Type", refusal.status >= 500 ? "Receiver" : "Sender");
  add_text(error, "Code", code);
  add_text(error, "Message", refusal.message);
  add_text(root, "RequestId", to.request_id);
  return written(document);
}

}  // namespace

http::Response query_answer(const Answering& to, const Output& output) {
  http::Response response{
      .headers = {{"Content-Type", "text/xml"}, {"x-amzn-RequestId", std::string{to.request_id}}}};
  if (!output) {
    response.status = output.error().status;
    response.body = error_text(to, output.error());
  } else if (to.service.dialect != nullptr) {
    response.body = to.service.dialect->answer(to.operation, *output, to.request_id);
  } else {
    response.body = answer_text(to, *output);
  }
  return response;
}

}  // namespace sluice::local
