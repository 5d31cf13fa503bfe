#include "aws/credentials/credential_process.hpp"

#include <fmt/format.h>

#include "aws/credentials/from_json.hpp"
#include "aws/profile/shell_words.hpp"

namespace sluice::aws {

CredentialProcess::CredentialProcess(const Profile& profile, ProcessRunner& processes)
    : CredentialLink{{.name = "credential-process", .needed = "credential_process"}},
      profile_{profile},
      processes_{processes} {}

bool CredentialProcess::configured() const {
  return profile_.find("credential_process") != nullptr;
}

asio::awaitable<Result<Credentials, Error>> CredentialProcess::credentials() {
  const std::string where = fmt::format("credential_process of profile {}", profile_.name);
  auto command = shell_words(*profile_.find("credential_process"));
  if (!command) co_return failed(fmt::format("{}: {}", where, command.error()));
  // Only the program is named in messages: its arguments may be secret.
  const std::string program = command->empty() ? std::string{} : command->front();
  if (program.empty()) co_return failed(fmt::format("{} names no program", where));
  const auto output = co_await processes_.run(*std::move(command), ProcessLimits{});
  if (!output) co_return failed(fmt::format("{}: {} {}", where, program, output.error()));
  auto credentials = credentials_from_json(*output, JsonForm::process);
  if (!credentials)
    co_return failed(fmt::format("{}: {}: {}", where, program, credentials.error()));
  co_return *std::move(credentials);
}

}  // namespace sluice::aws
