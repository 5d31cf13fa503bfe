#pragma once

#include <string>
#include <vector>

#include "checkup/evidence.hpp"
#include "publish/plan.hpp"

namespace sluice::checkup {

/// Something that keeps the loop from closing.
struct Finding {
  std::string subject;  ///< "orders/orders-service" or "queue orders-queue"
  std::string message;  ///< one line: what is wrong, and what would be right
  friend bool operator==(const Finding&, const Finding&) = default;
};

/// What of `evidence` does not fit `plan`: queues first, then services, each in
/// the plan's order. Empty: the loop can close.
/// REQUIRES: evidence was taken of this plan.
[[nodiscard]] std::vector<Finding> findings(const publish::Plan& plan, const Evidence& evidence);

}  // namespace sluice::checkup
