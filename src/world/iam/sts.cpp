#include "world/iam/sts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "world/iam/names.hpp"

namespace sluice::world {
namespace {

constexpr std::chrono::seconds shortest_session{900};
constexpr std::chrono::seconds longest_session_token{129600};
constexpr std::size_t most_sessions = 10000;  // above it, one is forgotten for each new one

Refusal constraint(std::string_view member, std::string_view value, std::string_view rule) {
  return {.code = "ValidationError",
          .message = fmt::format("1 validation error detected: Value '{}' at '{}' failed to "
                                 "satisfy constraint: Member must {}",
                                 value, member, rule)};
}

std::optional<Refusal> wrong_duration(std::chrono::seconds duration, std::chrono::seconds longest) {
  const std::string value = fmt::format("{}", duration.count());
  if (duration < shortest_session)
    return constraint("durationSeconds", value, "have value greater than or equal to 900");
  if (duration > longest)
    return constraint("durationSeconds", value,
                      fmt::format("have value less than or equal to {}", longest.count()));
  return std::nullopt;
}

bool may_be_in_session_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view{"_+=,.@-"}.find(c) != std::string_view::npos;
}

}  // namespace

void Sts::restore(StsState state, Instant now) {
  state_ = std::move(state);
  std::erase_if(state_.sessions, [now](const auto& one) { return one.second.expires <= now; });
  ++revision_;
}

std::optional<Refusal> Sts::wrong_input(const AssumeRoleInput& input) const {
  constexpr std::size_t shortest_name = 2;
  constexpr std::size_t longest_name = 64;
  constexpr std::size_t shortest_arn = 20;
  constexpr std::chrono::seconds longest_role_session{43200};
  if (input.role_arn.size() < shortest_arn)
    return constraint("roleArn", input.role_arn, "have length greater than or equal to 20");
  if (!input.role_arn.starts_with("arn:"))
    return Refusal{.code = "ValidationError",
                   .message = fmt::format("{} is invalid", input.role_arn)};
  if (input.session_name.size() < shortest_name)
    return constraint("roleSessionName", input.session_name,
                      "have length greater than or equal to 2");
  if (input.session_name.size() > longest_name)
    return constraint("roleSessionName", input.session_name,
                      "have length less than or equal to 64");
  if (!std::ranges::all_of(input.session_name, may_be_in_session_name))
    return constraint("roleSessionName", input.session_name,
                      "satisfy regular expression pattern: [\\w+=,.@-]*");
  return wrong_duration(input.duration, longest_role_session);
}

std::optional<IamRole> Sts::role_at(std::string_view arn) const {
  const auto role = iam_.get_role(arn.substr(arn.rfind('/') + 1));
  if (!role || role->arn != arn) return std::nullopt;
  return *role;
}

SessionCredentials Sts::open_session(const CallerIdentity& who, Instant expires, Instant now) {
  constexpr std::size_t token_digits = 312;
  constexpr std::size_t key_digits = 16;
  constexpr std::size_t secret_digits = 40;
  SessionCredentials credentials{
      .access_key_id = "ASIA" + base32(key_digits, identities_),
      .secret_access_key = identities_.hex(secret_digits),
      .session_token = "IQoJb3JpZ2lu" + base32(token_digits, identities_),
      .expires = expires};
  auto& sessions = state_.sessions;
  std::erase_if(sessions, [now](const auto& one) { return one.second.expires <= now; });
  if (sessions.size() >= most_sessions) sessions.erase(sessions.begin());
  sessions.insert_or_assign(credentials.access_key_id, StsSession{.who = who, .expires = expires});
  ++revision_;
  return credentials;
}

AssumedRole Sts::enter(const IamRole& role, const AssumeRoleInput& input, Instant now) {
  CallerIdentity who{.user_id = fmt::format("{}:{}", role.id, input.session_name),
                     .arn = fmt::format("arn:{}:sts::{}:assumed-role/{}/{}", where().partition,
                                        where().account, role.name, input.session_name)};
  SessionCredentials credentials = open_session(who, now + input.duration, now);
  return {.credentials = std::move(credentials), .who = std::move(who)};
}

Answer<AssumedRole> Sts::assume_role(const AssumeRoleInput& input, Instant now) {
  if (auto wrong = wrong_input(input)) return Failure<Refusal>{*wrong};
  const std::optional<IamRole> role = role_at(input.role_arn);
  if (!role)
    return refuse("AccessDenied",
                  fmt::format("User: {} is not authorized to perform: sts:AssumeRole on resource: "
                              "{}",
                              iam_.caller().arn, input.role_arn),
                  403);
  if (input.duration > role->max_session)
    return refuse("ValidationError",
                  "The requested DurationSeconds exceeds the MaxSessionDuration set for this "
                  "role.");
  return enter(*role, input, now);
}

Answer<AssumedRole> Sts::assume_role_with_web_identity(const AssumeRoleInput& input, Instant now) {
  if (auto wrong = wrong_input(input)) return Failure<Refusal>{*wrong};
  const std::optional<IamRole> role = role_at(input.role_arn);
  if (!role)
    return refuse("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403);
  if (input.duration > role->max_session)
    return refuse("ValidationError",
                  "The requested DurationSeconds exceeds the MaxSessionDuration set for this "
                  "role.");
  return enter(*role, input, now);
}

Answer<SessionCredentials> Sts::get_session_token(std::chrono::seconds duration, Instant now) {
  if (auto wrong = wrong_duration(duration, longest_session_token)) return Failure<Refusal>{*wrong};
  const IamUser user = iam_.caller();
  return open_session({.user_id = user.id, .arn = user.arn}, now + duration, now);
}

CallerIdentity Sts::get_caller_identity(std::string_view access_key, Instant now) const {
  const auto found = state_.sessions.find(access_key);
  if (found != state_.sessions.end() && found->second.expires > now) return found->second.who;
  IamUser user = iam_.caller();
  return {.user_id = std::move(user.id), .arn = std::move(user.arn)};
}

Answer<std::string> Sts::get_access_key_info(std::string_view access_key) const {
  constexpr std::size_t shortest_key = 16;
  if (access_key.size() < shortest_key)
    return Failure<Refusal>{
        constraint("accessKeyId", access_key, "have length greater than or equal to 16")};
  return where().account;
}

}  // namespace sluice::world
