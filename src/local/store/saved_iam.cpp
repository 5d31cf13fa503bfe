#include "local/store/saved_document.hpp"
#include "world/iam/iam.hpp"
#include "world/iam/sts.hpp"

namespace sluice::world {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(IamRole, name, path, id, arn, trust_policy, created, description,
                                   max_session, permissions_boundary, tags, inline_policies,
                                   attached_policies)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(IamPolicyVersion, number, document, created)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(IamPolicy, name, path, id, arn, created, updated, versions,
                                   default_version, next_version, description, tags)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(IamState, roles, policies, deletions)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CallerIdentity, user_id, arn)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StsSession, who, expires)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StsState, sessions)

}  // namespace sluice::world

namespace sluice::local {

std::unique_ptr<SavedComponent> saved(world::Iam& iam, std::string place) {
  return std::make_unique<SavedDocument<world::Iam, world::IamState>>(iam, "iam", std::move(place));
}

std::unique_ptr<SavedComponent> saved(world::Sts& sts, std::string place) {
  return std::make_unique<SavedDocument<world::Sts, world::StsState>>(sts, "sts", std::move(place));
}

}  // namespace sluice::local
