#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "http/service.hpp"

namespace sluice::aws {

/// STS's answer with keys of that id, good until 13:00 of 2024-04-12.
inline http::Response sts_answer(std::string_view operation, std::string_view key_id) {
  constexpr std::string_view text =
      "<{0}Response><{0}Result><Credentials><AccessKeyId>{1}</AccessKeyId>"
      "<SecretAccessKey>secret</SecretAccessKey><SessionToken>token of {1}</SessionToken>"
      "<Expiration>2024-04-12T13:00:00Z</Expiration></Credentials></{0}Result></{0}Response>";
  return {.status = 200, .body = fmt::format(fmt::runtime(text), operation, key_id)};
}

inline http::Response assume_role_answer(std::string_view key_id) {
  return sts_answer("AssumeRole", key_id);
}

inline http::Response web_identity_answer(std::string_view key_id) {
  return sts_answer("AssumeRoleWithWebIdentity", key_id);
}

/// What STS says when it refuses.
inline http::Response sts_error(int status, const std::string& code, const std::string& message) {
  return {.status = status,
          .body = fmt::format("<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code>"
                              "<Message>{}</Message></Error></ErrorResponse>",
                              code, message)};
}

}  // namespace sluice::aws
