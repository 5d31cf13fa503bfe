#include "world/sqs/waiting_polls.hpp"

namespace sluice::world {

PollTicket WaitingPolls::add(std::string queue, ReceiveMessageRequest request, Instant deadline) {
  const PollTicket ticket = next_ticket_++;
  Polls& polls = by_queue_[queue];
  polls.push_back({ticket, std::move(queue), std::move(request), deadline});
  by_ticket_.emplace(ticket, std::prev(polls.end()));
  deadlines_.emplace(deadline, ticket);
  return ticket;
}

const WaitingPolls::Poll* WaitingPolls::first(std::string_view queue) const {
  if (by_ticket_.empty()) return nullptr;
  const auto found = by_queue_.find(queue);
  return found == by_queue_.end() ? nullptr : &found->second.front();
}

std::optional<Instant> WaitingPolls::due() const {
  return deadlines_.empty() ? std::nullopt : std::optional{deadlines_.begin()->first};
}

const WaitingPolls::Poll& WaitingPolls::next_due() const {
  return *by_ticket_.at(deadlines_.begin()->second);
}

void WaitingPolls::remove(PollTicket ticket) {
  const auto found = by_ticket_.find(ticket);
  if (found == by_ticket_.end()) return;
  const Polls::iterator poll = found->second;
  deadlines_.erase({poll->deadline, ticket});
  const auto queue = by_queue_.find(poll->queue);
  queue->second.erase(poll);
  if (queue->second.empty()) by_queue_.erase(queue);
  by_ticket_.erase(found);
}

}  // namespace sluice::world
