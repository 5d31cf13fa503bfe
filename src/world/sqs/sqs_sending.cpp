#include <fmt/format.h>

#include <algorithm>

#include "world/sqs/entry.hpp"
#include "world/sqs/message_rules.hpp"
#include "world/sqs/refusals.hpp"
#include "world/sqs/sqs.hpp"

namespace sluice::world {
namespace {

constexpr std::int64_t longest_delay = 900;
constexpr std::size_t largest_batch = 1'048'576;
constexpr std::string_view not_of_this_type =
    "The request include parameter that is not valid for this queue type";

std::size_t size_of(const SendMessageRequest& request) {
  return request.body.size() + sqs::size_of(request.attributes);
}

Answer<void> check_content(const SendMessageRequest& request, std::int64_t largest) {
  if (request.body.empty()) return sqs::missing_parameter("MessageBody");
  if (auto good = sqs::check_attributes(request.attributes); !good) return good;
  if (auto good = sqs::check_system_attributes(request.system_attributes); !good) return good;
  if (size_of(request) > static_cast<std::size_t>(largest))
    return sqs::invalid_value(fmt::format(
        "One or more parameters are invalid. Reason: Message must be shorter than {} bytes.",
        largest));
  return sqs::check_characters(request.body);
}

Answer<void> check_delay(const SendMessageRequest& request, bool fifo) {
  if (!request.delay_seconds) return {};
  const std::int64_t delay = *request.delay_seconds;
  if (delay < 0 || delay > longest_delay)
    return sqs::invalid_parameter(fmt::to_string(delay), "DelaySeconds",
                                  "DelaySeconds must be >= 0 and <= 900.");
  if (fifo && delay != 0)
    return sqs::invalid_parameter(fmt::to_string(delay), "DelaySeconds",
                                  fmt::format("{}.", not_of_this_type));
  return {};
}

Answer<void> check_ids(const SendMessageRequest& request, const QueueAttributes& queue) {
  if (request.group)
    if (auto good = sqs::check_token("MessageGroupId", *request.group); !good) return good;
  if (request.deduplication_id)
    if (auto good = sqs::check_token("MessageDeduplicationId", *request.deduplication_id); !good)
      return good;
  if (!queue.fifo_queue) {
    // A group of a standard queue is for its fairness; an id has no meaning there.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
    if (!request.deduplication_id) return {};
    return sqs::invalid_parameter(*request.deduplication_id, "MessageDeduplicationId",
                                  fmt::format("{}.", not_of_this_type));
  }
  if (!request.group) return sqs::missing_parameter("MessageGroupId");
  if (request.deduplication_id || queue.content_based_deduplication) return {};
  return sqs::invalid_value(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
      "provided explicitly");
}

Answer<void> check(const SendMessageRequest& request, const QueueAttributes& queue) {
  if (auto good = check_content(request, queue.maximum_message_size); !good) return good;
  if (auto good = check_delay(request, queue.fifo_queue); !good) return good;
  return check_ids(request, queue);
}

bool needs_extras(const SendMessageRequest& request) {
  return request.group || request.deduplication_id || !request.attributes.empty() ||
         !request.system_attributes.empty();
}

SendMessageResponse response_of(const StoredMessage& message, bool fifo) {
  SendMessageResponse response{.id = message.id, .body_md5 = message.body_md5};
  if (message.extras) {
    response.attributes_md5 = message.extras->attributes_md5;
    response.system_attributes_md5 = message.extras->system_attributes_md5;
  }
  if (fifo) response.serial = message.serial;
  return response;
}

}  // namespace

const StoredMessage& Sqs::keep(Entry& entry, StoredMessage message, Instant now) {
  const StoredMessage& kept = entry.queue.add(std::move(message), now);
  if (journal_ != nullptr) journal_->stored(entry.queue.state().name, kept);
  schedule(entry);
  return kept;
}

void Sqs::fill_extras(const SendMessageRequest& request, MessageExtras& extras) {
  extras.attributes = request.attributes;
  std::ranges::sort(extras.attributes, {}, &MessageAttribute::name);
  if (!extras.attributes.empty())
    extras.attributes_md5 = digests_.md5(sqs::digest_input(extras.attributes));
  if (!request.system_attributes.empty()) {
    extras.system_attributes_md5 = digests_.md5(sqs::digest_input(request.system_attributes));
    extras.trace_header = request.system_attributes.front().value;
  }
  extras.group = request.group.value_or("");
  extras.deduplication_id = request.deduplication_id.value_or("");
}

Answer<SendMessageResponse> Sqs::store(Entry& entry, SendMessageRequest request, Instant now) {
  const auto size = static_cast<std::int64_t>(size_of(request));
  StoredMessage message{.serial = 0, .slot = 0};
  message.id = identities_.uuid_bits();
  message.body_md5 = digests_.md5(request.body);
  message.sent = now;
  const QueueAttributes& attributes = entry.queue.state().attributes;
  const bool own_delay = request.delay_seconds && !attributes.fifo_queue;
  message.visible_at =
      now + std::chrono::seconds{own_delay ? *request.delay_seconds : attributes.delay_seconds};
  if (needs_extras(request)) {
    auto extras = std::make_shared<MessageExtras>();
    fill_extras(request, *extras);
    message.extras = std::move(extras);
  }
  message.body = std::move(request.body);
  const SendMessageResponse response =
      response_of(keep(entry, std::move(message), now), attributes.fifo_queue);
  entry.traffic.note_sent(size);
  return response;
}

/// A FIFO queue's way: what was accepted within the window is not stored again.
Answer<SendMessageResponse> Sqs::store_once(Entry& entry, SendMessageRequest request, Instant now) {
  if (!request.deduplication_id) request.deduplication_id = digests_.sha256_hex(request.body);
  std::string key = *request.deduplication_id;
  // Ids and groups have no spaces, so these keys are never alike.
  if (entry.queue.state().attributes.deduplication_scope == "messageGroup")
    key = fmt::format("{} {}", request.group.value_or(""), key);
  if (const Deduplication* known = entry.deduplications.find(key, now)) {
    StoredMessage as_first{.serial = known->serial, .slot = 0};
    as_first.id = known->id;
    as_first.body_md5 = digests_.md5(request.body);
    auto extras = std::make_shared<MessageExtras>();
    fill_extras(request, *extras);
    as_first.extras = std::move(extras);
    return response_of(as_first, true);
  }
  auto response = store(entry, std::move(request), now);
  const Deduplication accepted{.key = std::move(key),
                               .accepted = now,
                               .id = response->id,
                               .serial = response->serial.value_or(0)};  // a FIFO queue's has one
  if (journal_ != nullptr) journal_->accepted(entry.queue.state().name, accepted);
  entry.deduplications.remember(accepted);
  return response;
}

Answer<SendMessageResponse> Sqs::send_to(Entry& entry, SendMessageRequest request, Instant now) {
  if (auto good = check(request, entry.queue.state().attributes); !good)
    return Failure<Refusal>{good.error()};
  return entry.queue.fifo() ? store_once(entry, std::move(request), now)
                            : store(entry, std::move(request), now);
}

Answer<SendMessageResponse> Sqs::send_message(std::string_view queue, SendMessageRequest request,
                                              Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  auto response = send_to(*entry, std::move(request), now);
  serve_waiting(*entry, now);
  return response;
}

Answer<std::vector<BatchResult<SendMessageResponse>>> Sqs::send_message_batch(
    std::string_view queue, std::vector<BatchEntry<SendMessageRequest>> entries, Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  std::vector<std::string_view> ids;
  ids.reserve(entries.size());
  std::size_t size = 0;
  for (const auto& one : entries) {
    ids.emplace_back(one.id);
    size += size_of(one.request);
  }
  if (auto good = sqs::check_batch_ids("SendMessageBatchRequestEntry", ids); !good)
    return Failure<Refusal>{good.error()};
  if (size > largest_batch)
    return sqs::prefixed("BatchRequestTooLong",
                         fmt::format("Batch requests cannot be longer than {} bytes. You have sent "
                                     "{} bytes.",
                                     largest_batch, size));
  std::vector<BatchResult<SendMessageResponse>> results;
  results.reserve(entries.size());
  for (auto& one : entries)
    results.push_back({std::move(one.id), send_to(*entry, std::move(one.request), now)});
  serve_waiting(*entry, now);
  return results;
}

}  // namespace sluice::world
