#include <fmt/format.h>

#include <algorithm>

#include "world/sqs/entry.hpp"
#include "world/sqs/message_rules.hpp"
#include "world/sqs/refusals.hpp"
#include "world/sqs/sqs.hpp"

namespace sluice::world {
namespace {

constexpr std::int64_t most_messages = 10;
constexpr std::int64_t longest_wait = 20;
constexpr std::int64_t longest_timeout = 43'200;

Answer<void> check(const ReceiveMessageRequest& request) {
  const std::int64_t most = request.max_number_of_messages;
  if (most < 1 || most > most_messages)
    return sqs::invalid_parameter(fmt::to_string(most), "MaxNumberOfMessages",
                                  "Must be between 1 and 10, if provided.");
  const std::int64_t wait = request.wait_time_seconds.value_or(0);
  if (wait < 0 || wait > longest_wait)
    return sqs::invalid_parameter(fmt::to_string(wait), "WaitTimeSeconds",
                                  "Must be >= 0 and <= 20, if provided.");
  const std::int64_t timeout = request.visibility_timeout.value_or(0);
  if (timeout < 0 || timeout > longest_timeout)
    return sqs::invalid_parameter(fmt::to_string(timeout), "VisibilityTimeout",
                                  "Must be >= 0 and <= 43200, if provided.");
  return {};
}

ReceivedMessage given_out(const StoredMessage& message, std::uint32_t incarnation) {
  ReceivedMessage given{.id = message.id};
  given.receipt_handle =
      receipt_handle({incarnation, message.slot, message.serial, message.receive_count});
  given.body = message.body;
  given.body_md5 = message.body_md5;
  given.serial = message.serial;
  given.receive_count = message.receive_count;
  given.sent = message.sent;
  given.first_received = message.first_received;
  given.extras = message.extras;
  return given;
}

constexpr std::string_view not_there =
    "Message does not exist or is not available for visibility timeout change.";

}  // namespace

/// A message that was given out as often as the redrive policy allows is moved
/// when it would be given out once more.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
bool Sqs::move_if_dead(Entry& entry, std::uint32_t slot, Instant now) {
  if (entry.dead_letter_queue.empty()) return false;
  const QueueState& state = entry.queue.state();
  const auto& redrive = state.attributes.redrive_policy;
  if (!redrive || entry.queue.at(slot).received_here() < redrive->max_receive_count) return false;
  Entry* target = find(entry.dead_letter_queue);
  if (target == nullptr || target == &entry) return false;
  StoredMessage message = entry.queue.remove(slot);
  if (journal_ != nullptr) journal_->removed(state.name, message);
  auto extras = message.extras ? std::make_shared<MessageExtras>(*message.extras)
                               : std::make_shared<MessageExtras>();
  extras->dead_letter_source = queue_arn(state.name);
  message.extras = std::move(extras);
  message.received_before = message.receive_count;
  message.visible_at = now;
  if (target->queue.fifo()) message.sent = now;  // a standard queue's keeps its age
  keep(*target, std::move(message), now);
  touch(*target, now);
  to_serve_.push_back(entry.dead_letter_queue);
  return true;
}

std::vector<ReceivedMessage> Sqs::receive(Entry& entry, const ReceiveMessageRequest& request,
                                          Instant now) {
  const QueueState& state = entry.queue.state();
  const std::int64_t room = parameters_.most_in_flight - entry.queue.counts().in_flight;
  const auto most = static_cast<std::size_t>(
      std::clamp<std::int64_t>(request.max_number_of_messages, 0, std::max<std::int64_t>(room, 0)));
  const std::chrono::seconds timeout{
      request.visibility_timeout.value_or(state.attributes.visibility_timeout)};
  std::vector<ReceivedMessage> given;
  bool moved = true;  // then others may have come into view
  while (given.size() < most && moved) {
    moved = false;
    for (const std::uint32_t slot : entry.queue.available(most - given.size())) {
      if (move_if_dead(entry, slot, now)) {
        moved = true;
        continue;
      }
      const StoredMessage& message = entry.queue.take(slot, timeout, now);
      if (journal_ != nullptr) journal_->changed(state.name, message);
      given.push_back(given_out(message, state.incarnation));
    }
  }
  entry.traffic.received += static_cast<std::int64_t>(given.size());
  schedule(entry);
  return given;
}

void Sqs::serve_waiting(Entry& entry, Instant now) {
  if (polls_.size() > 0) serve_one_queue(entry, now);
  serve_noted(now);
}

void Sqs::serve_noted(Instant now) {
  while (!to_serve_.empty()) {
    const std::string queue = std::move(to_serve_.back());
    to_serve_.pop_back();
    if (Entry* entry = find(queue); entry != nullptr) serve_one_queue(*entry, now);
  }
}

void Sqs::serve_one_queue(Entry& entry, Instant now) {
  while (const auto* poll = polls_.first(entry.queue.state().name)) {
    if (entry.queue.counts().visible == 0) return;
    const PollTicket ticket = poll->ticket;
    std::vector<ReceivedMessage> messages = receive(entry, poll->request, now);
    if (messages.empty()) return;
    touch(entry, now);
    ReceiveMessageResponse response{.messages = std::move(messages)};
    answered_.push_back({ticket, std::move(response)});
    polls_.remove(ticket);
  }
}

Answer<ReceiveMessageResponse> Sqs::receive_message(std::string_view queue,
                                                    const ReceiveMessageRequest& request,
                                                    Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  if (auto good = check(request); !good) return Failure<Refusal>{good.error()};
  if (!request.receive_request_attempt_id.empty())
    if (auto good = sqs::check_token("ReceiveRequestAttemptId", request.receive_request_attempt_id);
        !good)
      return Failure<Refusal>{good.error()};
  const std::chrono::seconds wait{request.wait_time_seconds.value_or(
      entry->queue.state().attributes.receive_message_wait_time_seconds)};
  // Only a short poll of a standard queue is told.
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html
  const bool full = entry->queue.counts().in_flight >= parameters_.most_in_flight;
  if (full && wait.count() == 0 && !entry->queue.fifo())
    return refuse("OverLimit", "The maximum number of in flight messages is reached.");
  ReceiveMessageResponse response{.messages = receive(*entry, request, now)};
  serve_noted(now);
  if (!response.messages.empty()) return response;
  if (wait.count() > 0) {
    response.waiting = polls_.add(std::string{queue}, request, now + wait);
  } else {
    ++entry->traffic.empty_receives;
  }
  return response;
}

Answer<Sqs::Named> Sqs::named_by(Entry& entry, std::string_view receipt_handle) const {
  const auto receipt = read_receipt_handle(receipt_handle);
  if (!receipt || receipt->incarnation != entry.queue.state().incarnation)
    return refuse("ReceiptHandleIsInvalid",
                  fmt::format("The input receipt handle \"{}\" is not a valid receipt handle.",
                              receipt_handle));
  return Named{*receipt, entry.queue.find(receipt->slot, receipt->serial)};
}

/// An old handle of a standard queue deletes nothing and succeeds; a FIFO
/// queue says that it has expired.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
Answer<void> Sqs::delete_from(Entry& entry, std::string_view receipt_handle, Instant now) {
  const auto named = named_by(entry, receipt_handle);
  if (!named) return Failure<Refusal>{named.error()};
  if (named->message == nullptr) return {};
  const bool latest = named->message->receive_count == named->receipt.receive;
  const bool fifo = entry.queue.fifo();
  if (fifo && !(latest && named->message->in_flight))
    return sqs::invalid_parameter(receipt_handle, "ReceiptHandle",
                                  "The receipt handle has expired.");
  if (!latest) return {};
  const StoredMessage removed = entry.queue.remove(named->receipt.slot);
  if (journal_ != nullptr) journal_->removed(entry.queue.state().name, removed);
  ++entry.traffic.deleted;
  if (fifo) serve_waiting(entry, now);  // the group goes on
  return {};
}

Answer<void> Sqs::delete_message(std::string_view queue, std::string_view receipt_handle,
                                 Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  return delete_from(*entry, receipt_handle, now);
}

Answer<std::vector<BatchResult<void>>> Sqs::delete_message_batch(
    std::string_view queue, const std::vector<BatchEntry<std::string>>& entries, Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  std::vector<std::string_view> ids;
  ids.reserve(entries.size());
  for (const auto& one : entries) ids.emplace_back(one.id);
  if (auto good = sqs::check_batch_ids("DeleteMessageBatchRequestEntry", ids); !good)
    return Failure<Refusal>{good.error()};
  std::vector<BatchResult<void>> results;
  results.reserve(entries.size());
  for (const auto& one : entries)
    results.push_back({one.id, delete_from(*entry, one.request, now)});
  return results;
}

Answer<void> Sqs::change_in(Entry& entry, const ChangeVisibilityRequest& request, Instant now) {
  const std::string& handle = request.receipt_handle;
  if (request.visibility_timeout < 0 || request.visibility_timeout > longest_timeout)
    return sqs::invalid_parameter(fmt::to_string(request.visibility_timeout), "VisibilityTimeout",
                                  "Must be between 0 and 43200, if provided.");
  const auto named = named_by(entry, handle);
  if (!named) return Failure<Refusal>{named.error()};
  if (named->message == nullptr || named->message->receive_count != named->receipt.receive)
    return sqs::invalid_parameter(handle, "ReceiptHandle", not_there);
  if (!named->message->in_flight)
    return sqs::prefixed("MessageNotInflight", "The specified message isn't in flight.");
  const std::chrono::seconds timeout{request.visibility_timeout};
  if (now + timeout - named->message->received > std::chrono::seconds{longest_timeout})
    return sqs::invalid_parameter(fmt::to_string(request.visibility_timeout), "VisibilityTimeout",
                                  "Total VisibilityTimeout for the message is beyond the limit "
                                  "[43200 seconds]");
  const StoredMessage& message = entry.queue.change_visibility(named->receipt.slot, timeout, now);
  if (journal_ != nullptr) journal_->changed(entry.queue.state().name, message);
  schedule(entry);
  if (timeout.count() == 0) serve_waiting(entry, now);
  return {};
}

Answer<void> Sqs::change_message_visibility(std::string_view queue,
                                            const ChangeVisibilityRequest& request, Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  return change_in(*entry, request, now);
}

Answer<std::vector<BatchResult<void>>> Sqs::change_message_visibility_batch(
    std::string_view queue, const std::vector<BatchEntry<ChangeVisibilityRequest>>& entries,
    Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  std::vector<std::string_view> ids;
  ids.reserve(entries.size());
  for (const auto& one : entries) ids.emplace_back(one.id);
  if (auto good = sqs::check_batch_ids("ChangeMessageVisibilityBatchRequestEntry", ids); !good)
    return Failure<Refusal>{good.error()};
  std::vector<BatchResult<void>> results;
  results.reserve(entries.size());
  for (const auto& one : entries) results.push_back({one.id, change_in(*entry, one.request, now)});
  return results;
}

}  // namespace sluice::world
