#include "world/sqs/message_store.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace sluice::world {

void MessageStore::grow_to(std::uint32_t slots) {
  while (chunks_.size() * chunk_size < slots) chunks_.push_back(std::make_unique<Chunk>());
  end_ = std::max(end_, slots);
}

std::uint32_t MessageStore::allocate() {
  std::uint32_t slot = end_;
  if (free_.empty()) {
    CHECK(end_ < no_slot);
    grow_to(end_ + 1);
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  at(slot).message.slot = slot;
  ++used_;
  return slot;
}

void MessageStore::allocate_at(std::uint32_t slot) {
  grow_to(slot + 1);
  CHECK(at(slot).message.slot == no_slot);
  at(slot).message.slot = slot;
  ++used_;
}

void MessageStore::settle() {
  free_.clear();
  for (std::uint32_t slot = end_; slot-- > 0;)
    if (at(slot).message.slot == no_slot) free_.push_back(slot);
}

void MessageStore::release(std::uint32_t slot) {
  at(slot) = MessageNode{};
  free_.push_back(slot);
  --used_;
}

void MessageStore::clear() {
  *this = MessageStore{};
}

MessageNode* MessageStore::find(std::uint32_t slot) {
  if (slot >= end_ || at(slot).message.slot == no_slot) return nullptr;
  return &at(slot);
}

}  // namespace sluice::world
