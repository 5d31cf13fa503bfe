#include "local/iam/operations.hpp"

#include <algorithm>
#include <vector>

#include "local/iam/themes.hpp"

namespace sluice::local {

std::span<const Operation<world::Iam>> iam_operations() {
  static const std::vector<Operation<world::Iam>> all = [] {
    std::vector<Operation<world::Iam>> operations;
    for (const auto& theme : {iam_role_operations(), iam_role_policy_operations(),
                              iam_policy_operations(), iam_service_linked_role_operations()})
      operations.insert(operations.end(), theme.begin(), theme.end());
    return operations;
  }();
  return all;
}

}  // namespace sluice::local
