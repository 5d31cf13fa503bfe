#pragma once

#include "world/sqs/sqs.hpp"

namespace sluice::world {

/// A queue with what Sqs knows of it beside its messages.
struct Sqs::Entry {
  Entry(QueueState state, Duration deduplication_window)
      : queue{std::move(state)}, deduplications{deduplication_window} {}

  Queue queue;
  DeduplicationTable deduplications;
  QueueTraffic traffic = {};
  std::string dead_letter_queue = {};     ///< name, from the redrive policy; empty: none
  std::optional<Instant> scheduled = {};  ///< its entry in the agenda
  QueueCounts counted = {};
  std::optional<Instant> counted_at = {};
};

}  // namespace sluice::world
