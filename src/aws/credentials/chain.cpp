#include "aws/credentials/chain.hpp"

#include <fmt/format.h>

#include "aws/credentials/assume_role.hpp"
#include "aws/credentials/container.hpp"
#include "aws/credentials/credential_process.hpp"
#include "aws/credentials/environment_keys.hpp"
#include "aws/credentials/instance_metadata.hpp"
#include "aws/credentials/sso.hpp"
#include "aws/credentials/static_keys.hpp"
#include "aws/credentials/web_identity.hpp"

namespace sluice::aws {
namespace {

void add_profile_links(const CredentialSources& sources, const Profile& profile,
                       WebIdentity::Variables variables, CredentialsChain::Links& links) {
  using From = StaticKeys::From;
  links.push_back(std::make_unique<WebIdentity>(sources, profile, variables));
  links.push_back(std::make_unique<Sso>(sources, profile));
  links.push_back(std::make_unique<StaticKeys>(profile, From::credentials_file));
  links.push_back(std::make_unique<CredentialProcess>(profile, sources.processes));
  links.push_back(std::make_unique<StaticKeys>(profile, From::config_file));
}

}  // namespace

CredentialsChain::CredentialsChain(std::string subject, Links links,
                                   std::unique_ptr<CredentialLink> last_resort)
    : subject_{std::move(subject)},
      links_{std::move(links)},
      last_resort_{std::move(last_resort)} {}

std::string CredentialsChain::nothing_configured() const {
  std::vector<std::string_view> needed;
  for (const auto& link : links_) needed.push_back(link->title().needed);
  return fmt::format("{} has no credentials: there is none of {}", subject_,
                     fmt::join(needed, ", "));
}

asio::awaitable<Result<Credentials, Error>> CredentialsChain::credentials() {
  for (const auto& link : links_)
    if (link->configured()) co_return co_await link->credentials();
  Error nothing{
      .remedy = Remedy::give_up, .operation = "credentials:chain", .message = nothing_configured()};
  if (last_resort_ == nullptr || !last_resort_->configured())
    co_return Failure<Error>{std::move(nothing)};
  auto answer = co_await last_resort_->credentials();
  if (answer) co_return answer;
  nothing.message += fmt::format("; {}", answer.error().message);
  co_return Failure<Error>{std::move(nothing)};
}

std::unique_ptr<CredentialsProvider> default_chain(const CredentialSources& sources) {
  const Profile& profile = sources.profiles.selected();
  CredentialsChain::Links links;
  links.push_back(std::make_unique<EnvironmentKeys>(sources.environment));
  links.push_back(std::make_unique<AssumeRole>(sources, profile));
  add_profile_links(sources, profile, WebIdentity::Variables::used, links);
  links.push_back(std::make_unique<Container>(sources));
  return std::make_unique<CredentialsChain>(fmt::format("profile {}", profile.name),
                                            std::move(links),
                                            std::make_unique<InstanceMetadata>(sources));
}

std::unique_ptr<CredentialsProvider> profile_chain(const CredentialSources& sources,
                                                   const Profile& profile) {
  CredentialsChain::Links links;
  add_profile_links(sources, profile, WebIdentity::Variables::ignored, links);
  return std::make_unique<CredentialsChain>(fmt::format("profile {}", profile.name),
                                            std::move(links));
}

}  // namespace sluice::aws
