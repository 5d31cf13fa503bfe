#include "aws/credentials/assume_role.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "aws/credentials/chain.hpp"
#include "aws/credentials/container.hpp"
#include "aws/credentials/environment_keys.hpp"
#include "aws/credentials/instance_metadata.hpp"
#include "aws/credentials/role_session.hpp"
#include "aws/credentials/static_keys.hpp"

namespace sluice::aws {
namespace {

/// A profile with a web identity has a role_arn as well, which is not for us.
bool has_role(const Profile& profile) {
  return profile.find("role_arn") != nullptr && profile.find("web_identity_token_file") == nullptr;
}

}  // namespace

AssumeRole::AssumeRole(const CredentialSources& sources, const Profile& profile,
                       std::vector<std::string> on_the_way)
    : CredentialLink{{.name = "assume-role", .needed = "role_arn"}},
      sources_{sources},
      profile_{profile},
      on_the_way_{std::move(on_the_way)} {
  on_the_way_.push_back(profile.name);
}

bool AssumeRole::configured() const {
  return has_role(profile_);
}

std::string AssumeRole::text(std::string_view key) const {
  const std::string* value = profile_.find(key);
  return value == nullptr ? std::string{} : *value;
}

Result<std::optional<std::chrono::seconds>, std::string> AssumeRole::duration() const {
  const std::string digits = text("duration_seconds");
  if (digits.empty()) return std::nullopt;
  int seconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (error == std::errc{} && end == digits.data() + digits.size() && seconds > 0)
    return std::chrono::seconds{seconds};
  return Failure<std::string>{fmt::format(
      "profile {} has duration_seconds = {}; give a number such as 3600", profile_.name, digits)};
}

Result<AssumeRole::Source, std::string> AssumeRole::source() const {
  const std::string of_profile = text("source_profile");
  const std::string named = text("credential_source");
  if (const std::string* device = profile_.find("mfa_serial")) {
    return Failure<std::string>{fmt::format(
        "profile {} has mfa_serial = {}, but nobody can be asked for a code here; use a role that "
        "needs none",
        profile_.name, *device)};
  }
  if (of_profile.empty() == named.empty()) {
    return Failure<std::string>{fmt::format(
        "profile {} has role_arn with {} source_profile {} credential_source; give one "
        "of the two",
        profile_.name, named.empty() ? "neither" : "both", named.empty() ? "nor" : "and")};
  }
  return named.empty() ? profile_source(of_profile) : named_source(named);
}

Result<AssumeRole::Source, std::string> AssumeRole::named_source(const std::string& name) const {
  std::unique_ptr<CredentialLink> link;
  if (name == "Environment") link = std::make_unique<EnvironmentKeys>(sources_.environment);
  if (name == "EcsContainer") link = std::make_unique<Container>(sources_);
  if (name == "Ec2InstanceMetadata") link = std::make_unique<InstanceMetadata>(sources_);
  if (link == nullptr) {
    return Failure<std::string>{
        fmt::format("profile {} has credential_source = {}; give Environment, EcsContainer or "
                    "Ec2InstanceMetadata",
                    profile_.name, name)};
  }
  if (link->configured()) return link;
  return Failure<std::string>{
      fmt::format("profile {} has credential_source = {}, but there is no {}", profile_.name, name,
                  link->title().needed)};
}

Result<AssumeRole::Source, std::string> AssumeRole::profile_source(const std::string& name) const {
  const Profile* const profile = sources_.profiles.find(name);
  if (profile == nullptr) {
    return Failure<std::string>{fmt::format("source_profile of profile {}: {}", profile_.name,
                                            sources_.profiles.unknown(name))};
  }
  const bool visited = std::ranges::find(on_the_way_, name) != on_the_way_.end();
  // Only the first profile may name itself, as the place of its static keys.
  const bool itself = on_the_way_.size() == 1 && name == profile_.name;
  if (visited && !(itself && has_static_keys(*profile))) {
    return Failure<std::string>{fmt::format("source_profile goes in a circle: {} -> {}",
                                            fmt::join(on_the_way_, " -> "), name)};
  }
  if (has_role(*profile) && !has_static_keys(*profile))
    return std::make_unique<AssumeRole>(sources_, *profile, on_the_way_);
  return profile_chain(sources_, *profile);
}

asio::awaitable<Result<Credentials, Error>> AssumeRole::credentials() {
  const auto life = duration();
  if (!life) co_return failed(life.error());
  const auto from = source();
  if (!from) co_return failed(from.error());
  auto keys = co_await (*from)->credentials();
  if (!keys) co_return failed(fmt::format("the source of profile {}", profile_.name), keys.error());

  const std::string own_name = text("role_session_name");
  AssumeRoleRequest request{
      .role_arn = text("role_arn"),
      .role_session_name =
          own_name.empty() ? default_session_name(sources_.shared.clock.now()) : own_name,
      .external_id = text("external_id"),
      .duration = *life};
  const std::string role = request.role_arn;
  auto credentials = co_await role_session(sources_, std::move(request), *std::move(keys));
  if (!credentials)
    co_return failed(fmt::format("{} of profile {}", role, profile_.name), credentials.error());
  co_return credentials;
}

}  // namespace sluice::aws
