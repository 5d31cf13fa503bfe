#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/credentials/credentials.hpp"

namespace sluice::aws {

/// How credentials are written in JSON: AccessKeyId, SecretAccessKey, Expiration,
/// and a token whose name differs.
enum class JsonForm {
  metadata,  ///< Token; all four are required (container, instance metadata)
  process,   ///< Version 1, SessionToken; token and Expiration are optional
};

/// When credentials expire, in ISO 8601. A year past what an Instant can hold
/// (9999 is a common way to say "never") counts as the last that it can.
[[nodiscard]] std::optional<Instant> parse_expiration(std::string text);

/// Reads credentials. The error says what is wrong with the document without
/// quoting it, save for the Code and Message of an error that it may be instead.
[[nodiscard]] Result<Credentials, std::string> credentials_from_json(std::string_view text,
                                                                     JsonForm form);

}  // namespace sluice::aws
