#include "world/sqs/timetable.hpp"

namespace sluice::world {

void Timetable::note_head(const MessageStore& store, std::uint32_t lane) {
  if (!lanes_[lane].empty())
    heads_.emplace(store.at(lanes_[lane].first()).message.visible_at, lane);
}

void Timetable::forget_head(const MessageStore& store, std::uint32_t lane) {
  if (!lanes_[lane].empty())
    heads_.erase({store.at(lanes_[lane].first()).message.visible_at, lane});
}

void Timetable::add(MessageStore& store, std::uint32_t slot, Duration span) {
  const auto [known, is_new] =
      lane_of_.try_emplace(span, static_cast<std::uint32_t>(lanes_.size()));
  if (is_new) lanes_.emplace_back();
  const std::uint32_t lane = known->second;
  MessageNode& node = store.at(slot);
  node.lane = lane;
  // Time does not go back, so the place is the last one; the search is for the
  // moment when a delay of a whole queue was changed.
  std::uint32_t before = lanes_[lane].last();
  while (before != no_slot && store.at(before).message.visible_at > node.message.visible_at)
    before = store.at(before).line.previous;
  if (before != no_slot) return lanes_[lane].insert_after(store, before, slot);
  forget_head(store, lane);
  lanes_[lane].insert_after(store, no_slot, slot);
  note_head(store, lane);
}

void Timetable::remove(MessageStore& store, std::uint32_t slot) {
  const std::uint32_t lane = store.at(slot).lane;
  const bool leads = lanes_[lane].first() == slot;
  if (leads) forget_head(store, lane);
  lanes_[lane].erase(store, slot);
  if (leads) note_head(store, lane);
}

std::optional<Instant> Timetable::due() const {
  return heads_.empty() ? std::nullopt : std::optional{heads_.begin()->first};
}

std::uint32_t Timetable::first() const {
  return lanes_[heads_.begin()->second].first();
}

void Timetable::clear() {
  *this = Timetable{};
}

}  // namespace sluice::world
