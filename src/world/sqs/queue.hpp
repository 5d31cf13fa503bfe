#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "world/sqs/message_groups.hpp"
#include "world/sqs/message_store.hpp"
#include "world/sqs/queue_state.hpp"
#include "world/sqs/timetable.hpp"

namespace sluice::world {

/// How many messages are where; each costs nothing to know.
struct QueueCounts {
  std::int64_t visible = 0;
  std::int64_t in_flight = 0;
  std::int64_t delayed = 0;
  friend bool operator==(const QueueCounts&, const QueueCounts&) = default;
};

/// One queue's messages and their times. Knows no names, no rules of requests:
/// those are Sqs's. Every operation costs O(1), or O(log n) of lanes and groups.
class Queue {
 public:
  explicit Queue(QueueState state) : state_{std::move(state)} {}

  [[nodiscard]] QueueState& state() { return state_; }
  [[nodiscard]] const QueueState& state() const { return state_; }
  [[nodiscard]] const QueueCounts& counts() const { return counts_; }
  [[nodiscard]] bool fifo() const { return state_.attributes.fifo_queue; }

  /// Takes the message in under a new serial and slot; it is delayed where
  /// `visible_at` is still to come. Gives it as stored.
  const StoredMessage& add(StoredMessage message, Instant now);

  /// The next `most` messages that can be received, in AWS's order. They stay
  /// available until `take` or `remove`: do one of both with each at once.
  /// A FIFO queue gives as many of one group as it can, then of the next.
  [[nodiscard]] std::vector<std::uint32_t> available(std::size_t most) const;

  /// In flight from now for `timeout`.
  const StoredMessage& take(std::uint32_t slot, Duration timeout, Instant now);

  /// A new end for the visibility timeout of a message in flight; none left:
  /// it is available at once.
  const StoredMessage& change_visibility(std::uint32_t slot, Duration timeout, Instant now);

  /// Removes it, wherever it is, and gives it.
  StoredMessage remove(std::uint32_t slot);

  /// The message that a receipt handle names; null where it is gone.
  [[nodiscard]] const StoredMessage* find(std::uint32_t slot, std::uint64_t serial);

  /// REQUIRES: a message is there.
  [[nodiscard]] const StoredMessage& at(std::uint32_t slot) const {
    return store_.at(slot).message;
  }

  /// The next time at which a message changes by itself.
  [[nodiscard]] std::optional<Instant> due() const;
  /// What became available or expired at or before `now`.
  struct Changes {
    std::vector<std::uint32_t> available = {};
    std::vector<StoredMessage> expired = {};
  };
  [[nodiscard]] Changes run(Instant now);

  /// When the oldest message arrived that was not given out three times already.
  /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  [[nodiscard]] std::optional<Instant> oldest_arrival() const;

  /// A FIFO queue's new delay holds for what is already delayed: which it gives.
  std::vector<std::uint32_t> change_delay(Duration delay);
  void clear();
  /// With these messages and no others, each at its slot.
  void restore(std::vector<StoredMessage> messages, Instant now);

 private:
  /// Whether it is waiting for its time; where it stands otherwise.
  void make_available(std::uint32_t slot);
  void make_wait(std::uint32_t slot, Duration span);
  void leave_place(std::uint32_t slot);
  void count(const MessageNode& node, std::int64_t by);
  void note_age(std::uint32_t slot);
  void leave_age(std::uint32_t slot);
  [[nodiscard]] std::optional<std::uint32_t> next_expired(Instant now) const;
  [[nodiscard]] Duration retention() const {
    return std::chrono::seconds{state_.attributes.message_retention_period};
  }

  QueueState state_;
  MessageStore store_;
  ReadyLine returned_;  ///< came back from a receiver: given out first
  ReadyLine fresh_;
  Timetable timetable_;
  MessageGroups groups_;
  AgeLine arrivals_;  ///< in order of arrival; without those received too often
  /// Those whose `sent` the line by arrival does not show.
  std::set<std::pair<Instant, std::uint32_t>> sent_early_;
  QueueCounts counts_;
};

}  // namespace sluice::world
