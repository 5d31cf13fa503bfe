#include "aws/credentials/link.hpp"

#include <fmt/format.h>

#include <utility>

namespace sluice::aws {

Failure<Error> CredentialLink::failed(std::string why) const {
  return Failure<Error>{Error{.remedy = Remedy::give_up,
                              .operation = fmt::format("credentials:{}", title_.name),
                              .message = std::move(why)}};
}

Failure<Error> CredentialLink::failed(const std::string& what, const Error& because) const {
  auto failure = failed(fmt::format("{}: {}", what, to_line(because)));
  failure.value().code = because.code;
  return failure;
}

}  // namespace sluice::aws
