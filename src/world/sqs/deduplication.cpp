#include "world/sqs/deduplication.hpp"

namespace sluice::world {

void DeduplicationTable::forget_before(Instant now) {
  while (!order_.empty()) {
    const auto oldest = by_key_.find(order_.front());
    if (oldest->second.accepted + window_ > now) return;
    by_key_.erase(oldest);
    order_.pop_front();
  }
}

const Deduplication* DeduplicationTable::find(const std::string& key, Instant now) {
  forget_before(now);
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &found->second;
}

void DeduplicationTable::remember(const Deduplication& accepted) {
  if (by_key_.try_emplace(accepted.key, accepted).second) order_.push_back(accepted.key);
}

std::vector<Deduplication> DeduplicationTable::save() const {
  std::vector<Deduplication> entries;
  entries.reserve(order_.size());
  for (const std::string& key : order_) entries.push_back(by_key_.at(key));
  return entries;
}

void DeduplicationTable::restore(const std::vector<Deduplication>& entries) {
  by_key_.clear();
  order_.clear();
  for (const Deduplication& entry : entries) remember(entry);
}

}  // namespace sluice::world
