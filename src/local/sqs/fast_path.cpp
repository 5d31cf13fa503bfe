#include "local/sqs/fast_path.hpp"

#include <algorithm>
#include <array>

#include "local/sqs/flat_json.hpp"
#include "local/sqs/message_json.hpp"

namespace sluice::local {
namespace {

using FastHandler = std::optional<std::string> (*)(Queues&, std::string_view, const FlatRequest&,
                                                   const Call&);

void append_member(std::string& json, std::string_view name, const auto& append_value) {
  json += '"';
  json += name;
  json += "\":\"";
  append_value(json);
  json += '"';
}

/// `{"MD5OfMessageBody":"...","MessageId":"..."`: the brace stays open.
void append_sent(std::string& json, const world::SendMessageResponse& sent) {
  json += '{';
  append_member(json, "MD5OfMessageBody",
                [&](std::string& out) { world::append_hex(out, sent.body_md5); });
  json += ',';
  append_member(json, "MessageId", [&](std::string& out) { world::append_uuid(out, sent.id); });
  if (!sent.serial) return;
  json += ',';
  append_member(json, "SequenceNumber",
                [&](std::string& out) { out += sequence_number(*sent.serial); });
}

bool read_into(std::optional<std::string>& text, const FlatValue* value) {
  if (value == nullptr) return true;
  text = value->text();
  return text.has_value();
}

/// How many of `request`'s members are taken; false: one is not what it should be.
bool read_message(const FlatObject& members, world::SendMessageRequest& request,
                  std::size_t& taken) {
  const FlatValue* body = members.find("MessageBody");
  const FlatValue* delay = members.find("DelaySeconds");
  const FlatValue* group = members.find("MessageGroupId");
  const FlatValue* id = members.find("MessageDeduplicationId");
  for (const FlatValue* value : {body, delay, group, id})
    if (value != nullptr) ++taken;
  if (body == nullptr || (delay != nullptr && delay->is_text)) return false;
  auto text = body->text();
  if (!text) return false;
  request.body = std::move(*text);
  if (delay != nullptr) request.delay_seconds = delay->number;
  return read_into(request.group, group) && read_into(request.deduplication_id, id);
}

std::optional<std::string> fast_send(Queues& queues, std::string_view queue,
                                     const FlatRequest& request, const Call& call) {
  world::SendMessageRequest message{.body = {}};
  std::size_t taken = 1;  // QueueUrl
  if (!read_message(request.members, message, taken) || taken != request.members.size())
    return std::nullopt;
  const auto sent = queues.sqs.send_message(queue, std::move(message), call.now);
  if (!sent) return std::nullopt;
  std::string json;
  json.reserve(160);
  append_sent(json, *sent);
  json += '}';
  return json;
}

/// `"Failed":[...],"Successful":[...]`, each entry by `append`.
template <class Results, class Append>
std::string batch_text(const Results& results, const Append& append) {
  std::string json;
  json.reserve(results.size() * 160);
  json += R"({"Successful":[)";
  for (const auto& result : results) {
    if (json.back() == '}') json += ',';
    append(json, result);
    append_member(json, "Id", [&](std::string& out) { out += result.id; });
    json += '}';
  }
  json += "]}";
  return json;
}

/// Entries that fail are told about the common way; so a batch is only taken
/// where it is sure that none will.
bool all_acceptable(const std::vector<world::BatchEntry<world::SendMessageRequest>>& entries,
                    const world::QueueState* queue) {
  if (queue == nullptr) return false;
  constexpr std::int64_t longest_delay = 900;
  const auto& attributes = queue->attributes;
  return !attributes.fifo_queue && std::ranges::all_of(entries, [&](const auto& entry) {
    const world::SendMessageRequest& request = entry.request;
    const std::int64_t delay = request.delay_seconds.value_or(0);
    return !request.group && !request.deduplication_id && delay >= 0 && delay <= longest_delay &&
           !request.body.empty() &&
           request.body.size() <= static_cast<std::size_t>(attributes.maximum_message_size) &&
           std::ranges::all_of(request.body, [](char c) { return c >= ' ' && c <= '~'; });
  });
}

std::optional<std::string> fast_send_batch(Queues& queues, std::string_view queue,
                                           const FlatRequest& request, const Call& call) {
  if (request.members.size() != 1) return std::nullopt;
  std::vector<world::BatchEntry<world::SendMessageRequest>> entries;
  entries.reserve(request.entries.size());
  for (const FlatObject& entry : request.entries) {
    const FlatValue* id = entry.find("Id");
    if (id == nullptr || !id->is_text || id->has_escapes) return std::nullopt;
    entries.push_back({std::string{id->raw}, {.body = {}}});
    std::size_t taken = 1;
    if (!read_message(entry, entries.back().request, taken) || taken != entry.size())
      return std::nullopt;
  }
  if (!all_acceptable(entries, queues.sqs.find_queue(queue))) return std::nullopt;
  const auto results = queues.sqs.send_message_batch(queue, std::move(entries), call.now);
  if (!results) return std::nullopt;
  return batch_text(*results, [](std::string& json, const auto& result) {
    append_sent(json, *result.answer);
    json += ',';
  });
}

void append_received(std::string& json, const world::ReceivedMessage& message) {
  json += '{';
  append_member(json, "Body", [&](std::string& out) { append_json_text(out, message.body); });
  json += ',';
  append_member(json, "MD5OfBody",
                [&](std::string& out) { world::append_hex(out, message.body_md5); });
  json += ',';
  append_member(json, "MessageId", [&](std::string& out) { world::append_uuid(out, message.id); });
  json += ',';
  append_member(json, "ReceiptHandle", [&](std::string& out) { out += message.receipt_handle; });
  json += '}';
}

/// What a ReceiveMessage asks for; nothing where it asks for more than is read here.
std::optional<world::ReceiveMessageRequest> read_receive(const FlatRequest& request) {
  world::ReceiveMessageRequest wanted;
  std::size_t taken = 1;  // QueueUrl
  const auto take = [&](std::string_view name, auto& into) {
    const FlatValue* value = request.members.find(name);
    if (value == nullptr) return true;
    ++taken;
    into = value->number;
    return !value->is_text;
  };
  if (!take("MaxNumberOfMessages", wanted.max_number_of_messages) ||
      !take("VisibilityTimeout", wanted.visibility_timeout) ||
      !take("WaitTimeSeconds", wanted.wait_time_seconds) || taken != request.members.size())
    return std::nullopt;
  return wanted;
}

std::string received_text(const std::vector<world::ReceivedMessage>& messages) {
  if (messages.empty()) return "{}";
  std::string json;
  std::size_t size = 0;
  for (const world::ReceivedMessage& message : messages) size += message.body.size() + 256;
  json.reserve(size);
  json += R"({"Messages":[)";
  for (const world::ReceivedMessage& message : messages) {
    if (json.back() == '}') json += ',';
    append_received(json, message);
  }
  json += "]}";
  return json;
}

std::optional<std::string> fast_receive(Queues& queues, std::string_view queue,
                                        const FlatRequest& request, const Call& call) {
  const auto wanted = read_receive(request);
  if (!wanted) return std::nullopt;
  const auto received = queues.sqs.receive_message(queue, *wanted, call.now);
  if (!received) return std::nullopt;
  if (received->waiting) {
    queues.sqs.cancel_poll(*received->waiting);
    return std::nullopt;
  }
  return received_text(received->messages);
}

std::optional<std::string> fast_delete(Queues& queues, std::string_view queue,
                                       const FlatRequest& request, const Call& call) {
  const FlatValue* handle = request.members.find("ReceiptHandle");
  if (handle == nullptr || request.members.size() != 2) return std::nullopt;
  if (!handle->is_text || handle->has_escapes) return std::nullopt;
  if (!queues.sqs.delete_message(queue, handle->raw, call.now)) return std::nullopt;
  return "";
}

std::optional<std::string> fast_delete_batch(Queues& queues, std::string_view queue,
                                             const FlatRequest& request, const Call& call) {
  if (request.members.size() != 1) return std::nullopt;
  const world::QueueState* state = queues.sqs.find_queue(queue);
  if (state == nullptr || state->attributes.fifo_queue) return std::nullopt;
  std::vector<world::BatchEntry<std::string>> entries;
  entries.reserve(request.entries.size());
  for (const FlatObject& entry : request.entries) {
    const FlatValue* id = entry.find("Id");
    const FlatValue* handle = entry.find("ReceiptHandle");
    for (const FlatValue* value : {id, handle})
      if (value == nullptr || !value->is_text || value->has_escapes) return std::nullopt;
    const auto receipt = world::read_receipt_handle(handle->raw);
    if (entry.size() != 2 || !receipt || receipt->incarnation != state->incarnation)
      return std::nullopt;
    entries.push_back({std::string{id->raw}, std::string{handle->raw}});
  }
  const auto results = queues.sqs.delete_message_batch(queue, entries, call.now);
  if (!results) return std::nullopt;
  return batch_text(*results, [](std::string& json, const auto&) { json += '{'; });
}

struct FastRow {
  std::string_view operation;
  FastHandler handler;
  bool batch;  ///< has Entries, which the others have not
};
constexpr std::array fast_rows{
    FastRow{"SendMessage", fast_send, false},
    FastRow{"SendMessageBatch", fast_send_batch, true},
    FastRow{"ReceiveMessage", fast_receive, false},
    FastRow{"DeleteMessage", fast_delete, false},
    FastRow{"DeleteMessageBatch", fast_delete_batch, true},
};

}  // namespace

std::optional<std::string> fast_answer(Queues& queues, std::string_view operation,
                                       std::string_view body, const Call& call) {
  const auto* const row = std::ranges::find(fast_rows, operation, &FastRow::operation);
  if (row == fast_rows.end()) return std::nullopt;
  const auto request = read_flat(body);
  if (!request || request->entries.empty() == row->batch) return std::nullopt;
  const FlatValue* url = request->members.find("QueueUrl");
  if (url == nullptr || !url->is_text || url->has_escapes) return std::nullopt;
  auto answer = row->handler(queues, queue_named_by(url->raw), *request, call);
  queues.polls.deliver();
  return answer;
}

}  // namespace sluice::local
