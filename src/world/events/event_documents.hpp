#pragma once

#include <string>
#include <string_view>

#include "world/events/rule.hpp"
#include "world/location.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// Reads and writes the JSON documents of events, for EventBridge, which knows
/// no JSON. Has no state.
class EventDocuments {
 public:
  EventDocuments() = default;
  EventDocuments(const EventDocuments&) = delete;
  EventDocuments& operator=(const EventDocuments&) = delete;
  virtual ~EventDocuments() = default;

  /// The event as targets get it. REQUIRES: its detail is JSON.
  [[nodiscard]] virtual std::string write(const BusEvent& event, const Location& where) const = 0;
  [[nodiscard]] virtual bool is_object(std::string_view text) const = 0;
  /// InvalidEventPatternException where the pattern is wrong, or uses what is
  /// not modelled.
  [[nodiscard]] virtual Answer<void> check_pattern(std::string_view pattern) const = 0;
  [[nodiscard]] virtual bool matches(std::string_view pattern, std::string_view event) const = 0;
  /// Whether the target's Input, InputPath or InputTransformer can be used.
  [[nodiscard]] virtual Answer<void> check_target(const RuleTarget& target) const = 0;
  /// What the target gets of `event`, sent by the rule of that ARN.
  [[nodiscard]] virtual std::string input(const RuleTarget& target, std::string_view event,
                                          std::string_view rule_arn) const = 0;
};

}  // namespace sluice::world
