#pragma once

#include "world/events/event_documents.hpp"

namespace sluice::local {

/// Events as JSON, for the model of EventBridge.
class JsonEventDocuments final : public world::EventDocuments {
 public:
  [[nodiscard]] std::string write(const world::BusEvent& event,
                                  const world::Location& where) const override;
  [[nodiscard]] bool is_object(std::string_view text) const override;
  [[nodiscard]] world::Answer<void> check_pattern(std::string_view pattern) const override;
  [[nodiscard]] bool matches(std::string_view pattern, std::string_view event) const override;
  [[nodiscard]] world::Answer<void> check_target(const world::RuleTarget& target) const override;
  [[nodiscard]] std::string input(const world::RuleTarget& target, std::string_view event,
                                  std::string_view rule_arn) const override;
};

}  // namespace sluice::local
