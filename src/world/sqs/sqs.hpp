#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "world/identities.hpp"
#include "world/location.hpp"
#include "world/sqs/deduplication.hpp"
#include "world/sqs/digests.hpp"
#include "world/sqs/journal.hpp"
#include "world/sqs/queue.hpp"
#include "world/sqs/queue_metrics.hpp"
#include "world/sqs/receipt.hpp"
#include "world/sqs/requests.hpp"
#include "world/sqs/waiting_polls.hpp"

namespace sluice::world {

/// SQS's own times and bounds, each as AWS documents it.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html
struct SqsParameters {
  Duration name_rest = std::chrono::seconds{60};   ///< after a queue's deletion; zero: none
  Duration purge_rest = std::chrono::seconds{60};  ///< between two purges of a queue
  Duration deduplication_window = std::chrono::minutes{5};
  std::int64_t most_in_flight = 120'000;
  Duration active_for = std::chrono::hours{6};  ///< metrics come so long after the last use
  Duration waking_delay =
      Duration::zero();                    ///< before a queue's metrics come again; AWS: <= 15 min
  Duration counts_age = Duration::zero();  ///< GetQueueAttributes' counts may be so old
  std::int64_t moves_a_second = 500;       ///< of a redrive that names no rate
};

/// Amazon SQS in one region. Queues are named by name. Every call is at `now`,
/// which never goes back, and first does what is due (`run`).
class Sqs {
 public:
  /// All that is lent must outlive it; `journal` may be null.
  Sqs(Location where, Identities& identities, Digests& digests, SqsParameters parameters = {},
      SqsJournal* journal = nullptr);
  ~Sqs();
  Sqs(const Sqs&) = delete;
  Sqs& operator=(const Sqs&) = delete;

  Answer<std::string> create_queue(const CreateQueueRequest& request, Instant now);
  Answer<void> delete_queue(std::string_view queue, Instant now);
  [[nodiscard]] Answer<ListQueuesResponse> list_queues(const ListQueuesRequest& request) const;
  Answer<void> set_queue_attributes(std::string_view queue, const QueueSettings& settings,
                                    Instant now);
  Answer<void> purge_queue(std::string_view queue, Instant now);
  Answer<void> tag_queue(std::string_view queue,
                         const std::map<std::string, std::string, std::less<>>& tags);
  Answer<void> untag_queue(std::string_view queue, const std::vector<std::string>& keys);
  /// Names of the queues whose dead-letter queue this is.
  [[nodiscard]] Answer<ListQueuesResponse> list_dead_letter_source_queues(
      std::string_view queue, const ListQueuesRequest& page) const;

  /// Name, attributes, tags, times; null where there is none. Valid until the next call.
  [[nodiscard]] const QueueState* find_queue(std::string_view queue) const;
  /// The approximate numbers, as old as the parameter says. REQUIRES: it exists.
  QueueCounts counts(std::string_view queue, Instant now);
  [[nodiscard]] std::string queue_arn(std::string_view queue) const;

  Answer<SendMessageResponse> send_message(std::string_view queue, SendMessageRequest request,
                                           Instant now);
  Answer<std::vector<BatchResult<SendMessageResponse>>> send_message_batch(
      std::string_view queue, std::vector<BatchEntry<SendMessageRequest>> entries, Instant now);
  Answer<ReceiveMessageResponse> receive_message(std::string_view queue,
                                                 const ReceiveMessageRequest& request, Instant now);
  Answer<void> delete_message(std::string_view queue, std::string_view receipt_handle, Instant now);
  Answer<std::vector<BatchResult<void>>> delete_message_batch(
      std::string_view queue, const std::vector<BatchEntry<std::string>>& entries, Instant now);
  Answer<void> change_message_visibility(std::string_view queue,
                                         const ChangeVisibilityRequest& request, Instant now);
  Answer<std::vector<BatchResult<void>>> change_message_visibility_batch(
      std::string_view queue, const std::vector<BatchEntry<ChangeVisibilityRequest>>& entries,
      Instant now);

  /// Gives the task's handle.
  Answer<std::string> start_message_move_task(const StartMessageMoveTaskRequest& request,
                                              Instant now);
  /// The latest first; `most` 1 to 10.
  [[nodiscard]] Answer<std::vector<MoveTask>> list_message_move_tasks(std::string_view source_arn,
                                                                      std::int64_t most) const;
  /// Gives how many messages it has moved.
  Answer<std::int64_t> cancel_message_move_task(std::string_view handle, Instant now);

  /// Answers of calls that waited, in the order in which they were answered.
  [[nodiscard]] std::vector<AnsweredPoll> take_answered();
  [[nodiscard]] bool has_answered() const { return !answered_.empty(); }
  /// The client has gone: its call waits no longer and takes no message.
  void cancel_poll(PollTicket ticket);

  /// GetQueueAttributes' counts may be so old from now on.
  void set_counts_age(Duration age) { parameters_.counts_age = age; }

  /// What the active queues publish for the minute that ends at `minute`; call
  /// once a minute. The traffic counts from zero again.
  [[nodiscard]] std::vector<QueueMetric> take_metrics(Instant minute);

  [[nodiscard]] std::optional<Instant> due() const;
  void run(Instant now);

  /// Grows with every change of what `state()` has (but not with messages).
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  [[nodiscard]] SqsState state() const;
  /// Takes the place of all there is; messages by the names of their queues.
  void restore(SqsState state, std::map<std::string, std::vector<StoredMessage>> messages,
               Instant now);

 private:
  struct Entry;
  using Entries = std::map<std::string, Entry, std::less<>>;
  struct Named {
    Receipt receipt;
    const StoredMessage* message;  ///< null: gone
  };

  [[nodiscard]] Entry* find(std::string_view queue);
  [[nodiscard]] Entry* find_by_arn(std::string_view queue_arn);
  /// The queue, used at `now`: it counts as active.
  Entry* use(std::string_view queue, Instant now);
  void touch(Entry& entry, Instant now) const;
  void remake(Entry& entry) const;

  [[nodiscard]] Answer<void> check_dead_letter_target(const QueueSettings& settings,
                                                      std::string_view queue, bool fifo);
  [[nodiscard]] ListQueuesResponse page_of(std::vector<std::string> names,
                                           const ListQueuesRequest& request) const;

  Answer<SendMessageResponse> send_to(Entry& entry, SendMessageRequest request, Instant now);
  Answer<SendMessageResponse> store(Entry& entry, SendMessageRequest request, Instant now);
  Answer<SendMessageResponse> store_once(Entry& entry, SendMessageRequest request, Instant now);
  const StoredMessage& keep(Entry& entry, StoredMessage message, Instant now);
  void fill_extras(const SendMessageRequest& request, MessageExtras& extras);

  [[nodiscard]] std::vector<ReceivedMessage> receive(Entry& entry,
                                                     const ReceiveMessageRequest& request,
                                                     Instant now);
  bool move_if_dead(Entry& entry, std::uint32_t slot, Instant now);
  /// Gives the calls that wait there what has become available, and then those
  /// of the queues to which that moved messages.
  void serve_waiting(Entry& entry, Instant now);
  void serve_noted(Instant now);
  void serve_one_queue(Entry& entry, Instant now);
  [[nodiscard]] Answer<Named> named_by(Entry& entry, std::string_view receipt_handle) const;
  Answer<void> delete_from(Entry& entry, std::string_view receipt_handle, Instant now);
  Answer<void> change_in(Entry& entry, const ChangeVisibilityRequest& request, Instant now);

  void schedule(Entry& entry);
  void run_queue(Entry& entry, Instant now);
  void end_poll(Instant now);
  [[nodiscard]] std::optional<Instant> tasks_due() const;
  void run_tasks(Instant now);
  void step(MoveTask& task, Instant now);
  /// False: the task cannot go on.
  bool move_one(MoveTask& task, Entry& source, std::uint32_t slot, Instant now);

  Location where_;
  Identities& identities_;
  Digests& digests_;
  SqsParameters parameters_;
  SqsJournal* journal_;
  Entries entries_;
  std::map<std::string, Instant, std::less<>> deleted_;
  std::vector<MoveTask> tasks_;
  WaitingPolls polls_;
  std::vector<AnsweredPoll> answered_;
  std::vector<std::string> to_serve_;                 ///< queues that got messages
  std::set<std::pair<Instant, std::string>> agenda_;  ///< queues by the time they are due
  std::uint32_t next_incarnation_ = 1;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::world
