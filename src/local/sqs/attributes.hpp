#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "local/input.hpp"
#include "world/sqs/attributes.hpp"
#include "world/sqs/queue.hpp"

namespace sluice::local {

/// Attributes as clients send them, each a text: numbers, truth values, and
/// policies in JSON. The refusal is SQS's for what cannot be read.
[[nodiscard]] world::Answer<world::QueueSettings> settings_from(
    const std::map<std::string, std::string, std::less<>>& attributes);

/// A queue's attributes as GetQueueAttributes shows them.
struct ShownQueue {
  const world::QueueState& state;
  world::QueueCounts counts;
  std::string arn;
};

/// Those that are asked for by name, or "All".
[[nodiscard]] world::Answer<Json> shown_attributes(const ShownQueue& queue,
                                                   const std::vector<std::string>& names);

}  // namespace sluice::local
