#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "world/sqs/queue_state.hpp"

namespace sluice::world {

/// Which messages a FIFO queue has accepted lately: the same one again, within
/// the window, is answered as the first was and not stored.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
class DeduplicationTable {
 public:
  explicit DeduplicationTable(Duration window) : window_{window} {}

  /// Null where it is new.
  [[nodiscard]] const Deduplication* find(const std::string& key, Instant now);
  void remember(const Deduplication& accepted);
  /// Oldest first.
  [[nodiscard]] std::vector<Deduplication> save() const;
  void restore(const std::vector<Deduplication>& entries);

 private:
  void forget_before(Instant now);

  Duration window_;
  std::unordered_map<std::string, Deduplication> by_key_;
  std::deque<std::string> order_;  ///< keys, oldest first
};

}  // namespace sluice::world
