#include "aws/sts/codec.hpp"

#include <fmt/format.h>

#include <pugixml.hpp>

#include "base/calendar.hpp"
#include "http/url.hpp"

namespace sluice::aws {
namespace {

struct Parameter {
  std::string_view name;
  std::string value;
};

/// The parameters that have a value, written down for a form.
std::string form(std::initializer_list<Parameter> parameters) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    if (parameter.value.empty()) continue;
    if (!text.empty()) text += '&';
    text += fmt::format("{}={}", parameter.name, http::percent_encoded(parameter.value));
  }
  return text;
}

/// Reads texts below one element and remembers the first that is not there.
class Texts {
 public:
  explicit Texts(pugi::xml_node parent) : parent_{parent} {}

  std::string take(const char* name) {
    std::string text = parent_.child_value(name);
    if (text.empty() && missing_.empty()) missing_ = fmt::format("it has no {}", name);
    return text;
  }

  [[nodiscard]] const std::string& missing() const { return missing_; }

 private:
  pugi::xml_node parent_;
  std::string missing_;
};

/// The element <operationResult>, or an empty one where the answer has none.
pugi::xml_node result_of(const std::string& operation, const pugi::xml_document& document) {
  return document.child((operation + "Response").c_str()).child((operation + "Result").c_str());
}

bool load(std::string_view xml, pugi::xml_document& document) {
  return static_cast<bool>(document.load_buffer(xml.data(), xml.size()));
}

Failure<std::string> no_xml() {
  return Failure<std::string>{"it is not XML"};
}

Result<Credentials, std::string> decode_credentials(const std::string& operation,
                                                    std::string_view xml) {
  pugi::xml_document document;
  if (!load(xml, document)) return no_xml();
  Texts texts{result_of(operation, document).child("Credentials")};
  Credentials credentials{.access_key_id = texts.take("AccessKeyId"),
                          .secret_access_key = texts.take("SecretAccessKey"),
                          .session_token = texts.take("SessionToken")};
  const std::string expires = texts.take("Expiration");
  if (!texts.missing().empty()) return Failure<std::string>{texts.missing()};
  credentials.expires = parse_iso8601(expires);
  if (!credentials.expires) return Failure<std::string>{"its Expiration is no time"};
  return credentials;
}

}  // namespace

std::string encode(const AssumeRoleRequest& request) {
  const std::string duration =
      request.duration ? fmt::format("{}", request.duration->count()) : std::string{};
  return form({{"RoleArn", request.role_arn},
               {"RoleSessionName", request.role_session_name},
               {"ExternalId", request.external_id},
               {"DurationSeconds", duration}});
}

std::string encode(const AssumeRoleWithWebIdentityRequest& request) {
  return form({{"RoleArn", request.role_arn},
               {"RoleSessionName", request.role_session_name},
               {"WebIdentityToken", request.web_identity_token}});
}

Result<Credentials, std::string> decode_assume_role(std::string_view xml) {
  return decode_credentials("AssumeRole", xml);
}

Result<Credentials, std::string> decode_assume_role_with_web_identity(std::string_view xml) {
  return decode_credentials("AssumeRoleWithWebIdentity", xml);
}

Result<GetCallerIdentityResponse, std::string> decode_get_caller_identity(std::string_view xml) {
  pugi::xml_document document;
  if (!load(xml, document)) return no_xml();
  Texts texts{result_of("GetCallerIdentity", document)};
  GetCallerIdentityResponse response{
      .account = texts.take("Account"), .arn = texts.take("Arn"), .user_id = texts.take("UserId")};
  if (!texts.missing().empty()) return Failure<std::string>{texts.missing()};
  return response;
}

}  // namespace sluice::aws
