#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "world/sqs/message_store.hpp"

namespace sluice::world {

/// Messages that wait for their `visible_at`: delayed, or in flight. Those that
/// wait equally long stand in one lane, where who came first is done first; so
/// a million cost no more than a few, and only the lanes' heads are sorted.
class Timetable {
 public:
  /// `message.visible_at` is set. `span`: how long it waits, which picks the lane.
  void add(MessageStore& store, std::uint32_t slot, Duration span);
  void remove(MessageStore& store, std::uint32_t slot);
  /// The earliest `visible_at`.
  [[nodiscard]] std::optional<Instant> due() const;
  /// REQUIRES: `due()` has a value.
  [[nodiscard]] std::uint32_t first() const;
  void clear();

 private:
  void note_head(const MessageStore& store, std::uint32_t lane);
  void forget_head(const MessageStore& store, std::uint32_t lane);

  std::map<Duration, std::uint32_t> lane_of_;
  std::vector<ReadyLine> lanes_;
  std::set<std::pair<Instant, std::uint32_t>> heads_;  ///< of lanes that are not empty
};

}  // namespace sluice::world
