#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace sluice::world {

using RuleTags = std::map<std::string, std::string, std::less<>>;

/// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html
struct InputTransformer {
  std::map<std::string, std::string, std::less<>> paths = {};
  std::string input_template;
};

/// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
struct RuleTarget {
  std::string id;
  std::string arn;
  std::string role_arn = {};
  std::optional<std::string> input = {};  ///< at most one of these three
  std::optional<std::string> input_path = {};
  std::optional<InputTransformer> input_transformer = {};
  std::string dead_letter_arn = {};
  std::optional<std::int64_t> maximum_retry_attempts = {};
  std::optional<std::int64_t> maximum_event_age = {};  ///< seconds
};

/// A rule of the default event bus.
/// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Rule.html
struct EventRule {
  std::string name;
  std::string schedule_expression = {};
  std::string event_pattern = {};
  bool enabled = true;
  std::string description = {};
  std::string role_arn = {};
  Instant scheduled_since;  ///< rates count from here
  std::optional<Instant> next = {};
  RuleTags tags = {};
  std::map<std::string, RuleTarget, std::less<>> targets = {};  ///< by id
};

/// An event as it comes to the bus.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
struct BusEvent {
  std::string id;
  std::string detail_type;
  std::string source;
  Instant time;
  std::vector<std::string> resources = {};
  std::string detail = "{}";  ///< a JSON object
};

/// All that EventBridge remembers.
struct EventBridgeState {
  std::map<std::string, EventRule, std::less<>> rules = {};
};

}  // namespace sluice::world
