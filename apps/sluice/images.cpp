#include "sluice/images.hpp"

#include <array>

#include "base/one_line.hpp"
#include "sluice/yaml_reading.hpp"

namespace sluice::apps {
namespace {

constexpr std::array<std::string_view, 3> image_keys{"command", "working_directory", "environment"};
constexpr std::string_view command_example = "[node, worker.js]";

std::vector<std::string> read_command(const Value& value) {
  if (!value.is_list()) return {value.text(command_example)};
  std::vector<std::string> words;
  for (const Value& word : value.elements(command_example)) words.push_back(word.text("worker.js"));
  return words;
}

local::ImageCommand read_image(const Value& value) {
  if (!value.is_map()) return {.command = read_command(value)};
  value.require_keys(image_keys);
  local::ImageCommand image;
  if (value.has("command")) image.command = read_command(value.at("command"));
  if (value.has("working_directory"))
    image.working_directory = value.at("working_directory").text("./worker");
  if (value.has("environment")) {
    for (const auto& [name, text] : value.at("environment").members("{QUEUE: orders}")) {
      if (name.empty() || name.find('=') != std::string::npos)
        text.mistake("this is no name of a variable; it has no '=' and is not empty");
      image.environment.emplace(name, text.text("orders"));
    }
  }
  return image;
}

}  // namespace

Result<local::ImageMapping, std::string> parse_images(std::string_view text,
                                                      std::string_view name) {
  try {
    local::ImageMapping mapping;
    const Value file{YAML::Load(std::string{text}), ""};
    for (const auto& [pattern, value] : file.members("{orders-worker:*: ./orders-worker}"))
      mapping.rows.push_back({pattern, read_image(value)});
    return mapping;
  } catch (const ConfigMistake& mistake) {
    return Failure<std::string>{one_line(fmt::format("{}:{}", name, mistake.what()))};
  } catch (const YAML::Exception& error) {
    const std::string line = error.mark.is_null() ? "" : fmt::format("{}: ", error.mark.line + 1);
    return Failure<std::string>{one_line(fmt::format("{}:{}not YAML: {}", name, line, error.msg))};
  }
}

}  // namespace sluice::apps
