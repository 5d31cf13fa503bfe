#pragma once

#include <string_view>

#include "world/sqs/queue_state.hpp"

namespace sluice::world {

/// Is told of every change of a message when it happens, so that messages can
/// be saved one by one; lent to Sqs, which needs none. A call's changes are
/// complete when the call returns. Queues are named by their names.
class SqsJournal {
 public:
  SqsJournal() = default;
  SqsJournal(const SqsJournal&) = delete;
  SqsJournal& operator=(const SqsJournal&) = delete;
  virtual ~SqsJournal() = default;

  virtual void stored(std::string_view queue, const StoredMessage& message) = 0;
  /// Its times, counts or flight changed; the body never does.
  virtual void changed(std::string_view queue, const StoredMessage& message) = 0;
  virtual void removed(std::string_view queue, const StoredMessage& message) = 0;
  /// All its messages are gone; so is the queue, where it was deleted.
  virtual void emptied(std::string_view queue) = 0;
  /// A FIFO queue accepted this.
  virtual void accepted(std::string_view queue, const Deduplication& deduplication) = 0;
};

}  // namespace sluice::world
