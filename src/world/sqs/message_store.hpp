#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "world/sqs/message.hpp"

namespace sluice::world {

/// The messages of one queue with the same MessageGroupId.
struct MessageGroup;

/// No slot.
inline constexpr std::uint32_t no_slot = 0xffffffffU;

/// The neighbours in one line of messages.
struct Link {
  std::uint32_t previous = no_slot;
  std::uint32_t next = no_slot;
};

/// A place for one message, and where it stands in the queue's lines.
struct MessageNode {
  enum class Place : std::uint8_t { nowhere, fresh, returned, waiting, grouped };

  StoredMessage message{.serial = 0, .slot = no_slot};
  Link line;   ///< what can be received, or what waits for its time
  Link age;    ///< in order of arrival
  Link group;  ///< of a FIFO queue, in the group's order
  MessageGroup* in_group = nullptr;
  std::uint32_t lane = 0;  ///< of the timetable
  Place place = Place::nowhere;
  bool by_age = false;  ///< stands in the line by age
};

/// Keeps messages at places that never move, and gives places back. A million
/// messages are a thousand allocations and no copies.
class MessageStore {
 public:
  /// A free slot; its node is as new.
  std::uint32_t allocate();
  /// Takes exactly this slot, which nobody has: for restoring.
  void allocate_at(std::uint32_t slot);
  /// Call after the last `allocate_at`: what lies between becomes free.
  void settle();
  void release(std::uint32_t slot);
  void clear();

  [[nodiscard]] MessageNode& at(std::uint32_t slot) {
    return (*chunks_[slot / chunk_size])[slot % chunk_size];
  }
  [[nodiscard]] const MessageNode& at(std::uint32_t slot) const {
    return (*chunks_[slot / chunk_size])[slot % chunk_size];
  }
  /// The node of a slot that came from outside; null where nothing is there.
  [[nodiscard]] MessageNode* find(std::uint32_t slot);
  [[nodiscard]] std::size_t size() const { return used_; }

 private:
  static constexpr std::uint32_t chunk_size = 1024;
  using Chunk = std::array<MessageNode, chunk_size>;

  void grow_to(std::uint32_t slots);

  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t end_ = 0;  ///< slots from here on were never used
  std::size_t used_ = 0;
};

/// A line of messages, doubly linked through one of their links: each change
/// costs the same, however long it is.
template <Link MessageNode::*link>
class MessageLine {
 public:
  [[nodiscard]] bool empty() const { return first_ == no_slot; }
  [[nodiscard]] std::uint32_t first() const { return first_; }
  [[nodiscard]] std::uint32_t last() const { return last_; }

  void push_back(MessageStore& store, std::uint32_t slot) { insert_after(store, last_, slot); }

  /// `before` is no_slot for the first place.
  void insert_after(MessageStore& store, std::uint32_t before, std::uint32_t slot) {
    Link& own = store.at(slot).*link;
    own.previous = before;
    own.next = before == no_slot ? first_ : (store.at(before).*link).next;
    (own.next == no_slot ? last_ : (store.at(own.next).*link).previous) = slot;
    (before == no_slot ? first_ : (store.at(before).*link).next) = slot;
  }

  void erase(MessageStore& store, std::uint32_t slot) {
    Link& own = store.at(slot).*link;
    (own.previous == no_slot ? first_ : (store.at(own.previous).*link).next) = own.next;
    (own.next == no_slot ? last_ : (store.at(own.next).*link).previous) = own.previous;
    own = Link{};
  }

 private:
  std::uint32_t first_ = no_slot;
  std::uint32_t last_ = no_slot;
};

using ReadyLine = MessageLine<&MessageNode::line>;
using AgeLine = MessageLine<&MessageNode::age>;
using GroupLine = MessageLine<&MessageNode::group>;

}  // namespace sluice::world
