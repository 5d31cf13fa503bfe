#include "world/sqs/queue.hpp"

#include <algorithm>

namespace sluice::world {
namespace {

using Place = MessageNode::Place;

/// A message that was given out so often goes to the back of a standard queue,
/// and its age does not count any more.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
constexpr std::uint32_t too_often = 3;

const std::string& group_of(const StoredMessage& message) {
  static const std::string none;
  return message.extras ? message.extras->group : none;
}

}  // namespace

void Queue::count(const MessageNode& node, std::int64_t by) {
  if (node.place != Place::waiting) {
    counts_.visible += by;
  } else if (node.message.in_flight) {
    counts_.in_flight += by;
  } else {
    counts_.delayed += by;
  }
}

void Queue::make_available(std::uint32_t slot) {
  MessageNode& node = store_.at(slot);
  node.message.in_flight = false;
  const std::uint32_t received = node.message.received_here();
  if (fifo()) {
    node.place = Place::grouped;
    groups_.look_at(store_, *node.in_group);
  } else if (received > 0 && received < too_often) {
    node.place = Place::returned;
    returned_.push_back(store_, slot);
  } else {
    node.place = Place::fresh;
    fresh_.push_back(store_, slot);
  }
  count(node, 1);
}

void Queue::make_wait(std::uint32_t slot, Duration span) {
  MessageNode& node = store_.at(slot);
  node.place = Place::waiting;
  if (node.in_group != nullptr) {
    if (node.message.in_flight) ++node.in_group->in_flight;
    groups_.look_at(store_, *node.in_group);
  }
  timetable_.add(store_, slot, span);
  count(node, 1);
}

/// Takes it from where it is received from, or waits; a group keeps its order.
void Queue::leave_place(std::uint32_t slot) {
  MessageNode& node = store_.at(slot);
  count(node, -1);
  if (node.place == Place::fresh) fresh_.erase(store_, slot);
  if (node.place == Place::returned) returned_.erase(store_, slot);
  if (node.place == Place::waiting) {
    timetable_.remove(store_, slot);
    if (node.message.in_flight && node.in_group != nullptr) --node.in_group->in_flight;
  }
  node.place = Place::nowhere;
}

void Queue::note_age(std::uint32_t slot) {
  MessageNode& node = store_.at(slot);
  const StoredMessage& message = node.message;
  node.by_age = fifo() || message.received_here() < too_often;
  if (node.by_age) arrivals_.push_back(store_, slot);
  if (!node.by_age || message.sent != message.arrived) sent_early_.emplace(message.sent, slot);
}

void Queue::leave_age(std::uint32_t slot) {
  MessageNode& node = store_.at(slot);
  if (node.by_age) arrivals_.erase(store_, slot);
  if (!node.by_age || node.message.sent != node.message.arrived)
    sent_early_.erase({node.message.sent, slot});
  node.by_age = false;
}

const StoredMessage& Queue::add(StoredMessage message, Instant now) {
  const std::uint32_t slot = store_.allocate();
  message.slot = slot;
  message.serial = state_.next_serial++;
  message.arrived = now;
  MessageNode& node = store_.at(slot);
  node.message = std::move(message);
  note_age(slot);
  if (fifo()) groups_.add(store_, slot, group_of(node.message));
  if (node.message.visible_at > now) {
    make_wait(slot, node.message.visible_at - now);
  } else {
    make_available(slot);
  }
  return node.message;
}

std::vector<std::uint32_t> Queue::available(std::size_t most) const {
  std::vector<std::uint32_t> slots;
  slots.reserve(std::min(most, static_cast<std::size_t>(counts_.visible)));
  if (fifo()) {
    groups_.each_ready([&](const MessageGroup& group) {
      for (std::uint32_t slot = group.line.first(); slot != no_slot && slots.size() < most;
           slot = store_.at(slot).group.next) {
        if (store_.at(slot).place != Place::grouped) break;
        slots.push_back(slot);
      }
      return slots.size() < most;
    });
    return slots;
  }
  for (const ReadyLine* line : {&returned_, &fresh_})
    for (std::uint32_t slot = line->first(); slot != no_slot && slots.size() < most;
         slot = store_.at(slot).line.next)
      slots.push_back(slot);
  return slots;
}

const StoredMessage& Queue::take(std::uint32_t slot, Duration timeout, Instant now) {
  leave_place(slot);
  StoredMessage& message = store_.at(slot).message;
  ++message.receive_count;
  if (message.receive_count == 1) message.first_received = now;
  message.received = now;
  if (!fifo() && message.received_here() == too_often) {
    leave_age(slot);
    note_age(slot);
  }
  message.visible_at = now + timeout;
  if (timeout > Duration::zero()) {
    message.in_flight = true;
    make_wait(slot, timeout);
  } else {
    make_available(slot);
  }
  return message;
}

const StoredMessage& Queue::change_visibility(std::uint32_t slot, Duration timeout, Instant now) {
  leave_place(slot);
  StoredMessage& message = store_.at(slot).message;
  message.visible_at = now + timeout;
  if (timeout > Duration::zero()) {
    make_wait(slot, timeout);
  } else {
    make_available(slot);
  }
  return message;
}

StoredMessage Queue::remove(std::uint32_t slot) {
  leave_place(slot);
  leave_age(slot);
  if (fifo()) groups_.remove(store_, slot);
  StoredMessage message = std::move(store_.at(slot).message);
  store_.release(slot);
  return message;
}

const StoredMessage* Queue::find(std::uint32_t slot, std::uint64_t serial) {
  const MessageNode* node = store_.find(slot);
  return node == nullptr || node->message.serial != serial ? nullptr : &node->message;
}

std::optional<Instant> Queue::due() const {
  std::optional<Instant> due = timetable_.due();
  const auto at = [&](Instant expiry) {
    if (!due || expiry < *due) due = expiry;
  };
  if (!arrivals_.empty()) at(store_.at(arrivals_.first()).message.arrived + retention());
  if (!sent_early_.empty()) at(sent_early_.begin()->first + retention());
  return due;
}

std::optional<std::uint32_t> Queue::next_expired(Instant now) const {
  if (!sent_early_.empty() && sent_early_.begin()->first + retention() <= now)
    return sent_early_.begin()->second;
  if (!arrivals_.empty() && store_.at(arrivals_.first()).message.arrived + retention() <= now)
    return arrivals_.first();
  return std::nullopt;
}

Queue::Changes Queue::run(Instant now) {
  Changes changes;
  while (const auto slot = next_expired(now)) changes.expired.push_back(remove(*slot));
  for (auto due = timetable_.due(); due && *due <= now; due = timetable_.due()) {
    const std::uint32_t slot = timetable_.first();
    leave_place(slot);
    make_available(slot);
    changes.available.push_back(slot);
  }
  return changes;
}

std::optional<Instant> Queue::oldest_arrival() const {
  if (arrivals_.empty()) return std::nullopt;
  return store_.at(arrivals_.first()).message.arrived;
}

std::vector<std::uint32_t> Queue::change_delay(Duration delay) {
  std::vector<std::uint32_t> delayed;
  for (std::uint32_t slot = arrivals_.first(); slot != no_slot; slot = store_.at(slot).age.next) {
    const MessageNode& node = store_.at(slot);
    if (node.place == Place::waiting && !node.message.in_flight) delayed.push_back(slot);
  }
  for (const std::uint32_t slot : delayed) {
    leave_place(slot);
    StoredMessage& message = store_.at(slot).message;
    message.visible_at = message.arrived + delay;
    make_wait(slot, delay);
  }
  return delayed;
}

void Queue::clear() {
  store_.clear();
  returned_ = {};
  fresh_ = {};
  timetable_.clear();
  groups_.clear();
  arrivals_ = {};
  sent_early_.clear();
  counts_ = {};
}

void Queue::restore(std::vector<StoredMessage> messages, Instant now) {
  clear();
  std::vector<std::uint32_t> slots;
  slots.reserve(messages.size());
  for (StoredMessage& message : messages) {
    store_.allocate_at(message.slot);
    slots.push_back(message.slot);
    state_.next_serial = std::max(state_.next_serial, message.serial + 1);
    store_.at(slots.back()).message = std::move(message);
  }
  store_.settle();
  std::ranges::sort(slots, {}, [this](auto slot) { return store_.at(slot).message.serial; });
  for (const std::uint32_t slot : slots) {
    note_age(slot);
    if (fifo()) groups_.add(store_, slot, group_of(store_.at(slot).message));
  }
  // Who became visible first is given out first.
  std::ranges::sort(slots, {}, [this](auto slot) {
    const StoredMessage& message = store_.at(slot).message;
    return std::pair{message.visible_at, message.serial};
  });
  for (const std::uint32_t slot : slots) {
    if (store_.at(slot).message.visible_at > now) {
      make_wait(slot, Duration::max());  // all in one lane, in this order
    } else {
      make_available(slot);
    }
  }
}

}  // namespace sluice::world
