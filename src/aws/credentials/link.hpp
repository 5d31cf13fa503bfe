#pragma once

#include <string>
#include <string_view>

#include "aws/credentials/credentials.hpp"

namespace sluice::aws {

/// One place where credentials may come from: a link of the chain.
class CredentialLink : public CredentialsProvider {
 public:
  struct Title {
    std::string_view name;    ///< in errors and logs: "assume-role"
    std::string_view needed;  ///< what makes it apply: "AWS_ACCESS_KEY_ID"
  };

  explicit CredentialLink(Title title) : title_{title} {}
  [[nodiscard]] const Title& title() const { return title_; }

  /// Whether somebody asked for credentials from here. A look at settings only:
  /// it says nothing about whether they can be had.
  [[nodiscard]] virtual bool configured() const = 0;

 protected:
  /// No credentials from here; `why` is one line without secrets.
  [[nodiscard]] Failure<Error> failed(std::string why) const;
  /// No credentials because of what AWS said; `what` was tried.
  [[nodiscard]] Failure<Error> failed(const std::string& what, const Error& because) const;

 private:
  Title title_;
};

}  // namespace sluice::aws
