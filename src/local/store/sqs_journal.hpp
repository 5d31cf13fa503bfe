#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "local/store/packing.hpp"
#include "local/store/store.hpp"
#include "world/sqs/journal.hpp"

namespace sluice::local {

/// What a store had of the messages of one region.
struct SavedMessages {
  std::map<std::string, std::vector<world::StoredMessage>> by_queue = {};  ///< by serial
  std::map<std::string, std::vector<world::Deduplication>> accepted = {};  ///< oldest first
  std::map<std::string, std::uint64_t> next_serial = {};
};

/// Writes the messages of one region into the store as they come, change and go:
/// lent to Sqs. `store` must outlive it. What was stored is safe when
/// `store.committed()` completes.
class SqsJournal final : public world::SqsJournal {
 public:
  /// `window`: how long a FIFO queue remembers what it accepted.
  SqsJournal(Store& store, std::string region, Duration window = std::chrono::minutes{5});

  void stored(std::string_view queue, const world::StoredMessage& message) override;
  void changed(std::string_view queue, const world::StoredMessage& message) override;
  void removed(std::string_view queue, const world::StoredMessage& message) override;
  void emptied(std::string_view queue) override;
  void accepted(std::string_view queue, const world::Deduplication& deduplication) override;

  /// What is there of these queues. Call it before the first change. The error
  /// says what is damaged.
  Result<SavedMessages, std::string> read(const std::vector<std::string>& queues);

 private:
  /// What is known of a queue without asking the store.
  struct Known {
    std::int64_t number;
    std::uint64_t reserved = 0;  ///< serials below it may have been given
  };
  struct Accepted {
    Instant at;
    std::string document;
  };

  Known& known(std::string_view queue);
  void reserve(std::string_view queue, Known& known, std::uint64_t serial);
  Result<void, std::string> read_messages(const std::string& queue, SavedMessages& saved);
  Result<void, std::string> read_serials(const std::vector<std::string>& queues,
                                         SavedMessages& saved);
  Result<void, std::string> read_accepted(SavedMessages& saved);

  Store& store_;
  std::string region_;
  Duration window_;
  std::map<std::string, Known, std::less<>> queues_;
  std::deque<Accepted> accepted_;  ///< oldest first
  Packer state_;
  Packer content_;
};

}  // namespace sluice::local
