#pragma once

#include <string_view>

#include "base/time.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// Takes what rules send: Lambda, in the loop.
class EventTargets {
 public:
  EventTargets() = default;
  EventTargets(const EventTargets&) = delete;
  EventTargets& operator=(const EventTargets&) = delete;
  virtual ~EventTargets() = default;

  /// Hands `input`, a JSON document, to the target. A refusal is a failed
  /// invocation.
  virtual Answer<void> deliver(std::string_view target_arn, std::string input,
                               std::string_view rule_arn, Instant now) = 0;
};

}  // namespace sluice::world
