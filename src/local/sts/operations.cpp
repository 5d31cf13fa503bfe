#include "local/sts/operations.hpp"

#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/calendar.hpp"

namespace sluice::local {
namespace {

using world::Sts;
using Refused = Failure<world::Refusal>;

Json shown(const world::SessionCredentials& credentials) {
  Json shown = Json::object();
  shown["AccessKeyId"] = credentials.access_key_id;
  shown["SecretAccessKey"] = credentials.secret_access_key;
  shown["SessionToken"] = credentials.session_token;
  shown["Expiration"] = iso8601(credentials.expires);
  return shown;
}

Json shown(const world::AssumedRole& session) {
  Json user = Json::object();
  user["AssumedRoleId"] = session.who.user_id;
  user["Arn"] = session.who.arn;
  Json shown = Json::object();
  shown["Credentials"] = local::shown(session.credentials);
  shown["AssumedRoleUser"] = std::move(user);
  return shown;
}

world::AssumeRoleInput read_role(Input& input) {
  world::AssumeRoleInput request{.role_arn = input.required_text("RoleArn"),
                                 .session_name = input.required_text("RoleSessionName")};
  if (const auto duration = input.integer("DurationSeconds"))
    request.duration = std::chrono::seconds{*duration};
  // What these allow and deny is enforced by nobody here.
  input.ignore("Policy");
  input.ignore("PolicyArns");
  return request;
}

Output get_caller_identity(Sts& sts, Input& input, const Call& call) {
  if (auto refused = input.refusal()) return Refused{*refused};
  const world::CallerIdentity who = sts.get_caller_identity(call.access_key, call.now);
  Json output = Json::object();
  output["UserId"] = who.user_id;
  output["Account"] = sts.where().account;
  output["Arn"] = who.arn;
  return output;
}

Output assume_role(Sts& sts, Input& input, const Call& call) {
  const world::AssumeRoleInput request = read_role(input);
  const auto source = input.text("SourceIdentity");
  for (const char* const name :
       {"ExternalId", "Tags", "TransitiveTagKeys", "SerialNumber", "TokenCode"})
    input.ignore(name);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto session = sts.assume_role(request, call.now);
  if (!session) return Refused{session.error()};
  Json output = shown(*session);
  if (source) output["SourceIdentity"] = *source;
  return output;
}

Output assume_role_with_web_identity(Sts& sts, Input& input, const Call& call) {
  const world::AssumeRoleInput request = read_role(input);
  static_cast<void>(input.required_text("WebIdentityToken"));
  const std::string provider = input.text("ProviderId").value_or("");
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto session = sts.assume_role_with_web_identity(request, call.now);
  if (!session) return Refused{session.error()};
  Json output = shown(*session);
  output["SubjectFromWebIdentityToken"] = request.session_name;
  if (!provider.empty()) output["Provider"] = provider;
  return output;
}

Output get_session_token(Sts& sts, Input& input, const Call& call) {
  constexpr std::int64_t twelve_hours = 43200;
  const std::chrono::seconds duration{input.integer("DurationSeconds").value_or(twelve_hours)};
  input.ignore("SerialNumber");
  input.ignore("TokenCode");
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto credentials = sts.get_session_token(duration, call.now);
  if (!credentials) return Refused{credentials.error()};
  Json output = Json::object();
  output["Credentials"] = shown(*credentials);
  return output;
}

Output get_access_key_info(Sts& sts, Input& input, const Call& /*call*/) {
  const std::string key = input.required_text("AccessKeyId");
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto account = sts.get_access_key_info(key);
  if (!account) return Refused{account.error()};
  Json output = Json::object();
  output["Account"] = *account;
  return output;
}

constexpr std::array operations{
    Operation<Sts>{"GetCallerIdentity", get_caller_identity},
    Operation<Sts>{"AssumeRole", assume_role},
    Operation<Sts>{"AssumeRoleWithWebIdentity", assume_role_with_web_identity},
    Operation<Sts>{"GetSessionToken", get_session_token},
    Operation<Sts>{"GetAccessKeyInfo", get_access_key_info},
};

}  // namespace

std::span<const Operation<Sts>> sts_operations() {
  return operations;
}

}  // namespace sluice::local
