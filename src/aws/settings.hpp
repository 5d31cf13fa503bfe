#pragma once

#include <optional>
#include <string>

#include "aws/endpoint.hpp"
#include "aws/profile/profiles.hpp"
#include "aws/retry.hpp"
#include "base/environment.hpp"
#include "base/result.hpp"

namespace sluice::aws {

/// What AWS's own variables and files say, beside credentials.
/// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
struct Settings {
  EndpointRules endpoints;  ///< the region is empty where nobody set one
  RetryPlan retry = {};
  std::string ca_bundle = {};  ///< AWS_CA_BUNDLE or SSL_CERT_FILE; empty: the system's
  /// From how many bytes on bodies are compressed; empty: never.
  std::optional<std::size_t> compression_floor = {};
};

/// Reads them; a variable wins over the profile. The error names the variable
/// or key, its value and what would be right.
[[nodiscard]] Result<Settings, std::string> load_settings(const Environment& environment,
                                                          const Profiles& profiles);

}  // namespace sluice::aws
