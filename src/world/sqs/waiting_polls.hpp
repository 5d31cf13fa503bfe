#pragma once

#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "world/sqs/requests.hpp"

namespace sluice::world {

/// ReceiveMessage calls that wait for a message: first come, first served in
/// each queue, each until its own time.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
class WaitingPolls {
 public:
  struct Poll {
    PollTicket ticket;
    std::string queue;
    ReceiveMessageRequest request;
    Instant deadline;
  };

  PollTicket add(std::string queue, ReceiveMessageRequest request, Instant deadline);
  /// The one that waits longest in this queue; null where none does.
  [[nodiscard]] const Poll* first(std::string_view queue) const;
  /// The one whose time is up next.
  [[nodiscard]] std::optional<Instant> due() const;
  /// REQUIRES: `due()` has a value.
  [[nodiscard]] const Poll& next_due() const;
  /// One that does not wait any more is passed over.
  void remove(PollTicket ticket);
  [[nodiscard]] std::size_t size() const { return by_ticket_.size(); }

 private:
  using Polls = std::list<Poll>;

  std::map<std::string, Polls, std::less<>> by_queue_;
  std::map<PollTicket, Polls::iterator> by_ticket_;
  std::set<std::pair<Instant, PollTicket>> deadlines_;
  PollTicket next_ticket_ = 1;
};

}  // namespace sluice::world
