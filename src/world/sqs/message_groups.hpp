#pragma once

#include <map>
#include <set>
#include <string>

#include "world/sqs/message_store.hpp"

namespace sluice::world {

/// One MessageGroupId of a FIFO queue: its messages in order, those in flight
/// first. While one is in flight, none is given out.
struct MessageGroup {
  std::string name;
  GroupLine line = {};
  std::uint32_t in_flight = 0;
  std::uint64_t ready_as = 0;  ///< serial of its first message while it is ready; 0: it is not
};

/// The groups of a FIFO queue, and which of them can be received from: the one
/// with the oldest message first.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
class MessageGroups {
 public:
  /// Puts the message at the end of its group. It is not yet looked at.
  void add(MessageStore& store, std::uint32_t slot, const std::string& group);
  /// Takes it out; the group goes with its last message.
  void remove(MessageStore& store, std::uint32_t slot);
  /// Call after a message of the group changed: is it ready?
  void look_at(const MessageStore& store, MessageGroup& group);
  /// The ready groups in order, as long as `look` returns true.
  template <class Look>
  void each_ready(const Look& look) const {
    for (const auto& [serial, group] : ready_)
      if (!look(*group)) return;
  }
  void clear() { *this = MessageGroups{}; }

 private:
  std::map<std::string, MessageGroup, std::less<>> groups_;
  std::set<std::pair<std::uint64_t, MessageGroup*>> ready_;
};

}  // namespace sluice::world
