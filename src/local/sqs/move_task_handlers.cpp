#include <nlohmann/json.hpp>

#include "local/sqs/handlers.hpp"

namespace sluice::local::sqs_handlers {
namespace {

using Refused = Failure<world::Refusal>;

Json task_json(const world::MoveTask& task, const world::Sqs& sqs) {
  Json json = Json::object();
  // Only what still runs can be named.
  if (task.status == "RUNNING") json["TaskHandle"] = task.handle;
  json["Status"] = task.status;
  json["SourceArn"] = sqs.queue_arn(task.source);
  if (!task.destination.empty()) json["DestinationArn"] = task.destination;
  if (task.most_a_second) json["MaxNumberOfMessagesPerSecond"] = *task.most_a_second;
  json["ApproximateNumberOfMessagesMoved"] = task.moved;
  json["ApproximateNumberOfMessagesToMove"] = task.to_move;
  if (!task.failure_reason.empty()) json["FailureReason"] = task.failure_reason;
  json["StartedTimestamp"] =
      std::chrono::duration_cast<std::chrono::milliseconds>(task.started.time_since_epoch())
          .count();
  return json;
}

}  // namespace

Output start_message_move_task(Queues& queues, Input& input, const Call& call) {
  world::StartMessageMoveTaskRequest request{.source_arn = input.required_text("SourceArn")};
  request.destination_arn = input.text("DestinationArn").value_or("");
  request.max_number_of_messages_per_second = input.integer("MaxNumberOfMessagesPerSecond");
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto handle = queues.sqs.start_message_move_task(request, call.now);
  if (!handle) return Refused{handle.error()};
  Json output = Json::object();
  output["TaskHandle"] = *handle;
  return output;
}

Output list_message_move_tasks(Queues& queues, Input& input, const Call&) {
  const std::string source = input.required_text("SourceArn");
  const std::int64_t most = input.integer("MaxResults").value_or(1);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto tasks = queues.sqs.list_message_move_tasks(source, most);
  if (!tasks) return Refused{tasks.error()};
  Json output = Json::object();
  output["Results"] = Json::array();
  for (const world::MoveTask& task : *tasks)
    output["Results"].push_back(task_json(task, queues.sqs));
  return output;
}

Output cancel_message_move_task(Queues& queues, Input& input, const Call& call) {
  const std::string handle = input.required_text("TaskHandle");
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto moved = queues.sqs.cancel_message_move_task(handle, call.now);
  if (!moved) return Refused{moved.error()};
  Json output = Json::object();
  output["ApproximateNumberOfMessagesMoved"] = *moved;
  return output;
}

}  // namespace sluice::local::sqs_handlers
