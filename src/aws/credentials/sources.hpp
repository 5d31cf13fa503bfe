#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/connection.hpp"
#include "aws/credentials/process_runner.hpp"
#include "aws/endpoint.hpp"
#include "aws/profile/profiles.hpp"
#include "base/environment.hpp"
#include "base/files.hpp"
#include "base/log.hpp"

namespace sluice::aws {

/// All that credentials are made from. Everything in it must outlive the
/// providers that look into it, and stay where it is.
struct CredentialSources {
  Shared shared;
  const Files& files;
  const Environment& environment;
  const Profiles& profiles;
  const EndpointRules& endpoints;  ///< its region is also the one of STS
  ProcessRunner& processes;
  Log& log;
};

/// A setting that has a variable and a key in the selected profile; the variable
/// wins.
struct SettingName {
  std::string_view variable;
  std::string_view key;
};
[[nodiscard]] std::optional<std::string> find_setting(const CredentialSources& sources,
                                                      SettingName name);

/// "web_identity_token_file" of whom, for messages: "AWS_X" or "x of profile y".
[[nodiscard]] std::string where_set(const CredentialSources& sources, SettingName name);

}  // namespace sluice::aws
