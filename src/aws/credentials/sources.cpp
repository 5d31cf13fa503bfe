#include "aws/credentials/sources.hpp"

#include <fmt/format.h>

namespace sluice::aws {

std::optional<std::string> find_setting(const CredentialSources& sources, SettingName name) {
  if (auto value = sources.environment.find(name.variable)) return value;
  const std::string* value = sources.profiles.selected().find(name.key);
  return value == nullptr ? std::nullopt : std::optional{*value};
}

std::string where_set(const CredentialSources& sources, SettingName name) {
  if (sources.environment.find(name.variable)) return std::string{name.variable};
  return fmt::format("{} of profile {}", name.key, sources.profiles.selected().name);
}

}  // namespace sluice::aws
