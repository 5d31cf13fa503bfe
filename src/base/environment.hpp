#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

/// The process's environment variables as they were when `main` read them.
class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string, std::less<>> variables)
      : variables_{std::move(variables)} {}

  /// The variable's value; nothing where it is unset or empty, which AWS's SDKs
  /// treat alike.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const {
    const auto found = variables_.find(name);
    if (found == variables_.end() || found->second.empty()) return std::nullopt;
    return found->second;
  }

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace sluice
