#include "world/sqs/sqs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "world/sqs/entry.hpp"

namespace sluice::world {

void append_hex(std::string& text, const Md5& sum) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const std::uint8_t byte : sum) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
}

Sqs::Sqs(Location where, Identities& identities, Digests& digests, SqsParameters parameters,
         SqsJournal* journal)
    : where_{std::move(where)},
      identities_{identities},
      digests_{digests},
      parameters_{parameters},
      journal_{journal} {}

Sqs::~Sqs() = default;

std::string Sqs::queue_arn(std::string_view queue) const {
  return arn(where_, "sqs", queue);
}

Sqs::Entry* Sqs::find(std::string_view queue) {
  const auto found = entries_.find(queue);
  return found == entries_.end() ? nullptr : &found->second;
}

Sqs::Entry* Sqs::find_by_arn(std::string_view queue_arn_text) {
  const std::size_t colon = queue_arn_text.rfind(':');
  if (colon == std::string_view::npos) return nullptr;
  Entry* entry = find(queue_arn_text.substr(colon + 1));
  return entry != nullptr && queue_arn(entry->queue.state().name) == queue_arn_text ? entry
                                                                                    : nullptr;
}

Sqs::Entry* Sqs::use(std::string_view queue, Instant now) {
  run(now);
  Entry* entry = find(queue);
  if (entry != nullptr) touch(*entry, now);
  return entry;
}

void Sqs::touch(Entry& entry, Instant now) const {
  QueueState& state = entry.queue.state();
  if (now - state.last_used > parameters_.active_for) state.active_since = now;
  state.last_used = now;
}

const QueueState* Sqs::find_queue(std::string_view queue) const {
  const auto found = entries_.find(queue);
  return found == entries_.end() ? nullptr : &found->second.queue.state();
}

QueueCounts Sqs::counts(std::string_view queue, Instant now) {
  Entry& entry = *use(queue, now);
  if (!entry.counted_at || now - *entry.counted_at >= parameters_.counts_age) {
    entry.counted = entry.queue.counts();
    entry.counted_at = now;
  }
  return entry.counted;
}

std::optional<Instant> Sqs::due() const {
  std::optional<Instant> due = polls_.due();
  const auto at = [&](Instant other) {
    if (!due || other < *due) due = other;
  };
  if (!agenda_.empty()) at(agenda_.begin()->first);
  if (const auto tasks = tasks_due()) at(*tasks);
  return due;
}

void Sqs::run(Instant now) {
  for (auto next = due(); next && *next <= now; next = due()) {
    if (!agenda_.empty() && agenda_.begin()->first == *next) {
      run_queue(*find(agenda_.begin()->second), *next);
    } else if (polls_.due() == next) {
      end_poll(*next);
    } else {
      run_tasks(*next);
    }
  }
}

/// The agenda may name an earlier time than the queue's own: looking too soon
/// is harmless, and saves keeping the agenda exact in each call.
void Sqs::schedule(Entry& entry) {
  const auto due = entry.queue.due();
  if (!due || (entry.scheduled && *entry.scheduled <= *due)) return;
  const std::string& name = entry.queue.state().name;
  if (entry.scheduled) agenda_.erase({*entry.scheduled, name});
  entry.scheduled = due;
  agenda_.emplace(*due, name);
}

void Sqs::run_queue(Entry& entry, Instant now) {
  agenda_.erase(agenda_.begin());
  entry.scheduled.reset();
  const Queue::Changes changes = entry.queue.run(now);
  const std::string& name = entry.queue.state().name;
  if (!changes.available.empty() || !changes.expired.empty())
    entry.queue.state().last_used = now;  // it had messages until now
  if (journal_ != nullptr) {
    for (const StoredMessage& message : changes.expired) journal_->removed(name, message);
    for (const std::uint32_t slot : changes.available)
      journal_->changed(name, entry.queue.at(slot));
  }
  schedule(entry);
  serve_waiting(entry, now);
}

void Sqs::end_poll(Instant now) {
  const WaitingPolls::Poll& poll = polls_.next_due();
  Entry& entry = *find(poll.queue);
  touch(entry, now);
  ++entry.traffic.empty_receives;
  const PollTicket ticket = poll.ticket;
  answered_.push_back({ticket, ReceiveMessageResponse{}});
  polls_.remove(ticket);
}

std::vector<AnsweredPoll> Sqs::take_answered() {
  return std::exchange(answered_, {});
}

void Sqs::cancel_poll(PollTicket ticket) {
  polls_.remove(ticket);
}

std::vector<QueueMetric> Sqs::take_metrics(Instant minute) {
  run(minute);
  std::vector<QueueMetric> metrics;
  for (auto& [name, entry] : entries_) {
    const QueueState& state = entry.queue.state();
    const bool has_messages = entry.queue.counts() != QueueCounts{};
    if (has_messages) touch(entry, minute);
    const bool active = minute - state.last_used <= parameters_.active_for;
    const bool awake = minute - state.active_since >= parameters_.waking_delay;
    if (active && awake) append_metrics(metrics, entry.queue, entry.traffic, minute);
    entry.traffic = {};
  }
  return metrics;
}

SqsState Sqs::state() const {
  SqsState state;
  state.queues.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) {
    state.queues.push_back(entry.queue.state());
    state.queues.back().deduplications = entry.deduplications.save();
  }
  state.deleted = deleted_;
  state.move_tasks = tasks_;
  state.next_incarnation = next_incarnation_;
  return state;
}

void Sqs::restore(SqsState state, std::map<std::string, std::vector<StoredMessage>> messages,
                  Instant now) {
  entries_.clear();
  agenda_.clear();
  polls_ = {};
  answered_.clear();
  deleted_ = std::move(state.deleted);
  tasks_ = std::move(state.move_tasks);
  next_incarnation_ = state.next_incarnation;
  for (QueueState& queue : state.queues) {
    const std::vector<Deduplication> accepted = std::exchange(queue.deduplications, {});
    const std::string name = queue.name;
    Entry& entry = entries_.try_emplace(name, std::move(queue), parameters_.deduplication_window)
                       .first->second;
    entry.deduplications.restore(accepted);
    remake(entry);
    entry.queue.restore(std::move(messages[name]), now);
    schedule(entry);
  }
  ++revision_;
}

}  // namespace sluice::world
