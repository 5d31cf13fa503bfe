#include "aws/credentials/from_json.hpp"

#include <fmt/format.h>

#include "aws/json_reading.hpp"
#include "base/calendar.hpp"

namespace sluice::aws {
namespace {

using nlohmann::json;

Failure<std::string> lacks(const json& object, const char* name) {
  const std::string message = text_or_empty(object, "Message");
  if (message.empty()) return Failure<std::string>{fmt::format("the answer lacks {}", name)};
  return Failure<std::string>{
      fmt::format("the answer is an error: {}: {}", text_or_empty(object, "Code"), message)};
}

}  // namespace

std::optional<Instant> parse_expiration(std::string text) {
  constexpr std::string_view last_year = "2261";
  const std::string year = text.substr(0, last_year.size());
  const bool digits = year.find_first_not_of("0123456789") == std::string::npos;
  if (digits && year > last_year) text.replace(0, last_year.size(), last_year);
  return parse_iso8601(text);
}

Result<Credentials, std::string> credentials_from_json(std::string_view text, JsonForm form) {
  const auto parsed = read_object(text);
  if (!parsed) return Failure<std::string>{fmt::format("the answer: {}", parsed.error())};
  const json& object = *parsed;
  if (form == JsonForm::process && whole_number(object, "Version") != 1)
    return Failure<std::string>{"the answer lacks \"Version\": 1"};

  const bool temporary = form == JsonForm::metadata;
  const char* const token_name = temporary ? "Token" : "SessionToken";
  Credentials credentials{.access_key_id = text_or_empty(object, "AccessKeyId"),
                          .secret_access_key = text_or_empty(object, "SecretAccessKey"),
                          .session_token = text_or_empty(object, token_name)};
  const std::string expiration = text_or_empty(object, "Expiration");
  if (credentials.access_key_id.empty()) return lacks(object, "AccessKeyId");
  if (credentials.secret_access_key.empty()) return lacks(object, "SecretAccessKey");
  if (temporary && credentials.session_token.empty()) return lacks(object, token_name);
  if (temporary && expiration.empty()) return lacks(object, "Expiration");

  credentials.expires = parse_expiration(expiration);
  if (!expiration.empty() && !credentials.expires)
    return Failure<std::string>{
        "the Expiration of the answer is not a time such as 2030-01-31T12:00:00Z"};
  return credentials;
}

}  // namespace sluice::aws
