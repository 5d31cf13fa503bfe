#pragma once

#include <string>
#include <string_view>

#include "local/operation.hpp"
#include "local/sqs/long_polls.hpp"
#include "world/sqs/sqs.hpp"

namespace sluice::local {

/// SQS of one region as its face needs it: the model, and the calls that wait.
struct Queues {
  Queues(world::Sqs& model, world::Digests& sums) : sqs{model}, digests{sums}, polls{model} {}

  world::Sqs& sqs;
  world::Digests& digests;
  LongPolls polls;
};

/// "http://127.0.0.1:4566/123456789012/orders-queue".
[[nodiscard]] std::string queue_url(const Call& call, std::string_view queue);

/// The queue's name: what stands after the last slash. Any host, port and
/// account will do, since a client may know us by several.
[[nodiscard]] std::string_view queue_named_by(std::string_view url);

}  // namespace sluice::local
