#include <nlohmann/json.hpp>

#include "local/sqs/handlers.hpp"
#include "local/sqs/message_json.hpp"
#include "local/sqs/operations.hpp"
#include "world/sqs/refusals.hpp"

namespace sluice::local {
namespace sqs_handlers {
namespace {

using Refused = Failure<world::Refusal>;

Json failed_entry(const std::string& id, const world::Refusal& refusal) {
  Json json = Json::object();
  json["Id"] = id;
  json["SenderFault"] = refusal.status < 500;
  json["Code"] = refusal.query_code.empty() ? refusal.code : refusal.query_code;
  json["Message"] = refusal.message;
  return json;
}

/// A batch succeeds even if each of its entries fails.
template <class Results, class Success>
Json batch_json(const Results& results, const Success& success) {
  Json output = Json::object();
  output["Successful"] = Json::array();
  for (const auto& result : results) {
    if (!result.answer) {
      output["Failed"].push_back(failed_entry(result.id, result.answer.error()));
      continue;
    }
    Json entry = success(result);
    entry["Id"] = result.id;
    output["Successful"].push_back(std::move(entry));
  }
  return output;
}

Json nothing_more(const world::BatchResult<void>&) {
  return Json::object();
}

world::ChangeVisibilityRequest change_from(Input& input) {
  world::ChangeVisibilityRequest request{.receipt_handle = input.required_text("ReceiptHandle"),
                                         .visibility_timeout = 0};
  request.visibility_timeout = input.required_integer("VisibilityTimeout");
  return request;
}

}  // namespace

Output send_message(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  world::SendMessageRequest request = sent_message_from(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto sent = queues.sqs.send_message(queue, std::move(request), call.now);
  if (!sent) return Refused{sent.error()};
  return sent_message_json(*sent);
}

Output send_message_batch(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  std::vector<world::BatchEntry<world::SendMessageRequest>> entries;
  for (Input& entry : input.structures("Entries")) {
    std::string id = entry.required_text("Id");
    entries.push_back({std::move(id), sent_message_from(entry)});
  }
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto results = queues.sqs.send_message_batch(queue, std::move(entries), call.now);
  if (!results) return Refused{results.error()};
  return batch_json(*results, [](const auto& one) { return sent_message_json(*one.answer); });
}

Output delete_message(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  const std::string handle = input.required_text("ReceiptHandle");
  if (auto refused = input.refusal()) return Refused{*refused};
  auto done = queues.sqs.delete_message(queue, handle, call.now);
  if (!done) return Refused{done.error()};
  return Json{};
}

Output delete_message_batch(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  std::vector<world::BatchEntry<std::string>> entries;
  for (Input& entry : input.structures("Entries")) {
    std::string id = entry.required_text("Id");
    entries.push_back({std::move(id), entry.required_text("ReceiptHandle")});
  }
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto results = queues.sqs.delete_message_batch(queue, entries, call.now);
  if (!results) return Refused{results.error()};
  return batch_json(*results, nothing_more);
}

Output change_message_visibility(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  const world::ChangeVisibilityRequest request = change_from(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  auto done = queues.sqs.change_message_visibility(queue, request, call.now);
  if (!done) return Refused{done.error()};
  return Json{};
}

Output change_message_visibility_batch(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  std::vector<world::BatchEntry<world::ChangeVisibilityRequest>> entries;
  for (Input& entry : input.structures("Entries")) {
    std::string id = entry.required_text("Id");
    entries.push_back({std::move(id), change_from(entry)});
  }
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto results = queues.sqs.change_message_visibility_batch(queue, entries, call.now);
  if (!results) return Refused{results.error()};
  return batch_json(*results, nothing_more);
}

}  // namespace sqs_handlers

namespace {

WantedAttributes wanted_from(Input& input) {
  WantedAttributes wanted{.system = input.texts("MessageSystemAttributeNames"),
                          .message = input.texts("MessageAttributeNames")};
  // The older name of the same.
  for (std::string& name : input.texts("AttributeNames")) wanted.system.push_back(std::move(name));
  return wanted;
}

world::ReceiveMessageRequest receive_from(Input& input) {
  world::ReceiveMessageRequest request;
  request.max_number_of_messages = input.integer("MaxNumberOfMessages").value_or(1);
  request.visibility_timeout = input.integer("VisibilityTimeout");
  request.wait_time_seconds = input.integer("WaitTimeSeconds");
  request.receive_request_attempt_id = input.text("ReceiveRequestAttemptId").value_or("");
  return request;
}

Output received_json(const world::Answer<world::ReceiveMessageResponse>& received,
                     const WantedAttributes& wanted, std::string_view account,
                     world::Digests& digests) {
  if (!received) return Failure<world::Refusal>{received.error()};
  Json output = Json::object();
  for (const world::ReceivedMessage& message : received->messages)
    output["Messages"].push_back(received_message_json(message, wanted, account, digests));
  return output;
}

}  // namespace

boost::asio::awaitable<Output> receive_message(Queues& queues, Input& input, const Call& call) {
  const std::string queue = sqs_handlers::queue_of(input);
  const world::ReceiveMessageRequest request = receive_from(input);
  const WantedAttributes wanted = wanted_from(input);
  if (auto refused = input.refusal()) co_return Failure<world::Refusal>{*refused};
  auto received = queues.sqs.receive_message(queue, request, call.now);
  queues.polls.deliver();
  if (received && received->waiting)
    received = co_await queues.polls.answer_of(*received->waiting, call.departure);
  co_return received_json(received, wanted, call.where.account, queues.digests);
}

}  // namespace sluice::local
