#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aws/profile/ini.hpp"
#include "base/environment.hpp"
#include "base/files.hpp"
#include "base/result.hpp"

namespace sluice::aws {

/// A named set of settings, from both files.
struct Profile {
  std::string name;
  IniSection config = {};       ///< what ~/.aws/config says
  IniSection credentials = {};  ///< what ~/.aws/credentials says; wins

  /// The text of a setting ("region"); null where it is not set, or empty. The
  /// Profile owns it.
  [[nodiscard]] const std::string* find(std::string_view key) const;
  friend bool operator==(const Profile&, const Profile&) = default;
};

/// The text of a setting; null where it is not set, or empty.
[[nodiscard]] const std::string* find_setting(const IniSection& section, std::string_view key);

/// AWS's two files: who may be asked for, and what is set for them. Keys that
/// are read through `selected().find`: region, endpoint_url, max_attempts,
/// ca_bundle, use_fips_endpoint, use_dualstack_endpoint and those of credentials.
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
class Profiles {
 public:
  /// No files: only an empty profile "default".
  Profiles() : selected_{.name = "default"} {}

  /// Reads AWS_CONFIG_FILE (default ~/.aws/config) and
  /// AWS_SHARED_CREDENTIALS_FILE (default ~/.aws/credentials), and selects
  /// AWS_PROFILE, AWS_DEFAULT_PROFILE or "default". A missing file is an empty
  /// one. An error names the file or variable that is wrong.
  [[nodiscard]] static Result<Profiles, std::string> load(const Files& files,
                                                          const Environment& environment);

  /// The profile that the user chose; empty where "default" has no settings.
  [[nodiscard]] const Profile& selected() const { return selected_; }
  /// Null where there is no such profile.
  [[nodiscard]] const Profile* find(std::string_view name) const;
  /// The [sso-session NAME]; null where there is none.
  [[nodiscard]] const IniSection* sso_session(std::string_view name) const;
  /// The endpoint_url that the selected profile's [services NAME] section has for
  /// a service, by the service's key there ("sqs", "application_auto_scaling");
  /// null where it is not set.
  /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
  [[nodiscard]] const std::string* service_endpoint(std::string_view service_key) const;
  /// What to tell somebody who asks for a profile that does not exist: where it
  /// was looked for, and the nearest name that is known.
  [[nodiscard]] std::string unknown(std::string_view name) const;

 private:
  Result<void, std::string> select(const Environment& environment);
  [[nodiscard]] Result<void, std::string> check_services() const;
  void add_config(const IniFile& file);
  void add_credentials(IniFile file);

  std::map<std::string, Profile, std::less<>> profiles_;
  IniFile sso_sessions_;
  IniFile services_;
  Profile selected_;
  std::string places_;  ///< the two files, for messages
};

}  // namespace sluice::aws
