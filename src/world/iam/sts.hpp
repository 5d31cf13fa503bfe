#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "world/iam/iam.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

// Named as in https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html

/// API_Credentials.
struct SessionCredentials {
  std::string access_key_id;  ///< "ASIA…"
  std::string secret_access_key;
  std::string session_token;
  Instant expires;
};

/// Who a request is from: API_GetCallerIdentity.
struct CallerIdentity {
  std::string user_id;  ///< "AIDA…", or "AROA…:session"
  std::string arn;
  friend bool operator==(const CallerIdentity&, const CallerIdentity&) = default;
};

/// API_AssumeRole, and what API_AssumeRoleWithWebIdentity has in common with it.
struct AssumeRoleInput {
  std::string role_arn;
  std::string session_name;
  std::chrono::seconds duration = std::chrono::hours{1};
};

/// A role's session.
struct AssumedRole {
  SessionCredentials credentials;
  CallerIdentity who;
};

/// A session that has not expired.
struct StsSession {
  CallerIdentity who;
  Instant expires;
  friend bool operator==(const StsSession&, const StsSession&) = default;
};

/// All that STS remembers: its sessions by access key.
struct StsState {
  std::map<std::string, StsSession, std::less<>> sessions = {};
  friend bool operator==(const StsState&, const StsState&) = default;
};

/// AWS Security Token Service: gives credentials out and knows whose they are;
/// nobody checks them. `iam` and `identities` must outlive it.
class Sts {
 public:
  Sts(const Iam& iam, Identities& identities) : iam_{iam}, identities_{identities} {}

  /// The error is AccessDenied where there is no such role, as AWS has it.
  Answer<AssumedRole> assume_role(const AssumeRoleInput& input, Instant now);
  Answer<AssumedRole> assume_role_with_web_identity(const AssumeRoleInput& input, Instant now);
  Answer<SessionCredentials> get_session_token(std::chrono::seconds duration, Instant now);
  /// Whose access key this is; one that we did not give is the account's user.
  [[nodiscard]] CallerIdentity get_caller_identity(std::string_view access_key, Instant now) const;
  /// The account that an access key belongs to.
  [[nodiscard]] Answer<std::string> get_access_key_info(std::string_view access_key) const;

  /// Nothing happens by itself.
  [[nodiscard]] static std::optional<Instant> due() { return std::nullopt; }
  static void run(Instant /*now*/) {}

  [[nodiscard]] const Location& where() const { return iam_.where(); }
  [[nodiscard]] const StsState& state() const { return state_; }
  void restore(StsState state, Instant now);
  /// Grows with each change of the state.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  [[nodiscard]] std::optional<Refusal> wrong_input(const AssumeRoleInput& input) const;
  [[nodiscard]] std::optional<IamRole> role_at(std::string_view arn) const;
  SessionCredentials open_session(const CallerIdentity& who, Instant expires, Instant now);
  AssumedRole enter(const IamRole& role, const AssumeRoleInput& input, Instant now);

  const Iam& iam_;
  Identities& identities_;
  StsState state_;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::world
