#pragma once

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::apps {

/// A config's first mistake. Thrown inside the reader only: parse_config makes
/// a Result of it.
class ConfigMistake : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A value of the config together with its place, which every mistake names.
class Value {
 public:
  Value(const YAML::Node& node, std::string path) : node_{node}, path_{std::move(path)} {}

  /// Stops reading: "<path>: <what>".
  [[noreturn]] void mistake(std::string_view what) const;

  /// The members of a map. A key that `known` does not name is a mistake that
  /// names the nearest one; so is a key that stands twice.
  void require_keys(std::span<const std::string_view> known) const;
  [[nodiscard]] bool has(const char* key) const;
  [[nodiscard]] Value at(const char* key) const;
  /// The value at `key`; a mistake where there is none.
  [[nodiscard]] Value required(const char* key, std::string_view example) const;

  [[nodiscard]] bool is_map() const { return node_.IsMap(); }
  [[nodiscard]] bool is_list() const { return node_.IsSequence(); }
  /// The members of a map whose keys are names of their own, in the order of the
  /// file. A key that stands twice is a mistake.
  [[nodiscard]] std::vector<std::pair<std::string, Value>> members(std::string_view example) const;
  /// The elements of a list that is not empty.
  [[nodiscard]] std::vector<Value> elements(std::string_view example) const;
  [[nodiscard]] std::string text(std::string_view example) const;
  /// A number above 0, and up to a limit that no honest one reaches.
  [[nodiscard]] double positive_number(std::string_view example) const;

 private:
  [[nodiscard]] std::string shown() const;

  YAML::Node node_;
  std::string path_;
};

}  // namespace sluice::apps
