#include "aws/profile/profiles.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include "aws/profile/shell_words.hpp"
#include "base/nearest.hpp"
#include "base/one_line.hpp"

namespace sluice::aws {
namespace {

/// Where one of the two files is; empty where there is no home to look in.
std::filesystem::path place_of(const Environment& environment, std::string_view variable,
                               std::string_view name_in_home) {
  const std::string home = environment.find("HOME").value_or("");
  const std::string path = environment.find(variable).value_or(fmt::format("~/{}", name_in_home));
  if (path != "~" && !path.starts_with("~/")) return path;
  return home.empty() ? std::filesystem::path{} : std::filesystem::path{home + path.substr(1)};
}

Result<IniFile, std::string> read_ini(const Files& files, const std::filesystem::path& path) {
  if (path.empty()) return IniFile{};
  const auto text = files.read(path);
  if (text) return parse_ini(*text, path);
  if (text.error().kind == FileError::Kind::missing) return IniFile{};
  return Failure<std::string>{text.error().message};
}

/// A section header of the config file: `profile dev`, `sso-session "my own"`.
struct Header {
  std::string kind;
  std::string name;
};

Header header_of(const std::string& text) {
  if (text == "default") return {.kind = "profile", .name = text};
  const auto words = shell_words(text);
  if (!words || words->size() != 2) return {};
  return {.kind = words->front(), .name = words->back()};
}

void merge(const IniSection& from, IniSection& into) {
  for (const auto& [key, value] : from) into.insert_or_assign(key, value);
}

const IniSection* find_section(const IniFile& file, std::string_view name) {
  const auto found = file.find(name);
  return found == file.end() ? nullptr : &found->second;
}

}  // namespace

const std::string* find_setting(const IniSection& section, std::string_view key) {
  const auto found = section.find(key);
  const bool set = found != section.end() && !found->second.text.empty();
  return set ? &found->second.text : nullptr;
}

const std::string* Profile::find(std::string_view key) const {
  const std::string* value = find_setting(credentials, key);
  return value != nullptr ? value : find_setting(config, key);
}

Result<Profiles, std::string> Profiles::load(const Files& files, const Environment& environment) {
  const auto config_path = place_of(environment, "AWS_CONFIG_FILE", ".aws/config");
  const auto credentials_path =
      place_of(environment, "AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
  auto config = read_ini(files, config_path);
  if (!config) return Failure<std::string>{std::move(config.error())};
  auto credentials = read_ini(files, credentials_path);
  if (!credentials) return Failure<std::string>{std::move(credentials.error())};

  Profiles profiles;
  profiles.places_ = fmt::format("{} or {}", config_path.string(), credentials_path.string());
  if (config_path.empty() && credentials_path.empty())
    profiles.places_ = "~/.aws (HOME is not set)";
  profiles.add_config(*config);
  profiles.add_credentials(std::move(*credentials));
  if (auto selected = profiles.select(environment); !selected)
    return Failure<std::string>{std::move(selected.error())};
  return profiles;
}

void Profiles::add_config(const IniFile& file) {
  for (const auto& [text, section] : file) {
    const Header header = header_of(text);
    if (header.kind == "profile") {
      Profile& profile = profiles_[header.name];
      profile.name = header.name;
      merge(section, profile.config);
    } else if (header.kind == "sso-session") {
      merge(section, sso_sessions_[header.name]);
    } else if (header.kind == "services") {
      merge(section, services_[header.name]);
    }
  }
}

void Profiles::add_credentials(IniFile file) {
  for (auto& [name, section] : file) {
    Profile& profile = profiles_[name];
    profile.name = name;
    profile.credentials = std::move(section);
  }
}

Result<void, std::string> Profiles::select(const Environment& environment) {
  for (const char* const variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    const auto name = environment.find(variable);
    if (!name) continue;
    const Profile* profile = find(*name);
    if (profile == nullptr)
      return Failure<std::string>{fmt::format("{}: {}", variable, unknown(*name))};
    selected_ = *profile;
    return check_services();
  }
  if (const Profile* profile = find("default")) selected_ = *profile;
  return check_services();
}

Result<void, std::string> Profiles::check_services() const {
  const std::string* name = selected_.find("services");
  if (name == nullptr || services_.contains(*name)) return {};
  return Failure<std::string>{
      one_line(fmt::format("profile {} has services = {}, but there is no [services {}] in {}",
                           selected_.name, *name, *name, places_))};
}

const Profile* Profiles::find(std::string_view name) const {
  const auto found = profiles_.find(name);
  return found == profiles_.end() ? nullptr : &found->second;
}

const IniSection* Profiles::sso_session(std::string_view name) const {
  return find_section(sso_sessions_, name);
}

const std::string* Profiles::service_endpoint(std::string_view service_key) const {
  const std::string* name = selected_.find("services");
  const IniSection* section = name == nullptr ? nullptr : find_section(services_, *name);
  if (section == nullptr) return nullptr;
  const auto service = section->find(service_key);
  if (service == section->end()) return nullptr;
  const auto url = service->second.block.find("endpoint_url");
  const bool set = url != service->second.block.end() && !url->second.empty();
  return set ? &url->second : nullptr;
}

std::string Profiles::unknown(std::string_view name) const {
  std::vector<std::string_view> known;
  known.reserve(profiles_.size());
  for (const auto& [profile_name, profile] : profiles_) known.push_back(profile_name);
  const std::string best = nearest(name, known);
  std::string advice = "no profile is defined there";
  if (!known.empty()) advice = fmt::format("known are: {}", fmt::join(known, ", "));
  if (!best.empty()) advice = fmt::format("did you mean {}?", best);
  return one_line(fmt::format("profile {} does not exist in {}; {}", name, places_, advice));
}

}  // namespace sluice::aws
