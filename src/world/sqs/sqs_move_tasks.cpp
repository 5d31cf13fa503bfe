#include <fmt/format.h>

#include <algorithm>

#include "world/sqs/entry.hpp"
#include "world/sqs/refusals.hpp"
#include "world/sqs/sqs.hpp"

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
namespace sluice::world {
namespace {

constexpr std::chrono::seconds between_steps{1};
constexpr std::size_t tasks_kept = 100;  ///< of all queues; AWS lists ten of each
constexpr std::string_view running = "RUNNING";

Failure<Refusal> no_resource(std::string_view parameter) {
  return refuse("ResourceNotFoundException",
                fmt::format("The resource that you specified for the {} parameter doesn't exist.",
                            parameter));
}

}  // namespace

Answer<std::string> Sqs::start_message_move_task(const StartMessageMoveTaskRequest& request,
                                                 Instant now) {
  run(now);
  Entry* source = find_by_arn(request.source_arn);
  if (source == nullptr) return no_resource("SourceArn");
  const std::string& name = source->queue.state().name;
  const auto rate = request.max_number_of_messages_per_second;
  if (rate && (*rate < 1 || *rate > 500))
    return sqs::invalid_parameter(fmt::to_string(*rate), "MaxNumberOfMessagesPerSecond",
                                  "Must be between 1 and 500, if provided.");
  if (std::ranges::none_of(entries_,
                           [&](const auto& one) { return one.second.dead_letter_queue == name; }))
    return sqs::invalid_value("Source queue must be configured as a Dead Letter Queue.");
  if (!request.destination_arn.empty()) {
    const Entry* destination = find_by_arn(request.destination_arn);
    if (destination == nullptr) return no_resource("DestinationArn");
    if (destination == source)
      return sqs::invalid_value("Source queue arn and destination queue arn cannot be the same.");
    if (destination->queue.fifo() != source->queue.fifo())
      return sqs::invalid_value("Source queue and destination queue must be of the same type.");
  }
  const auto goes_on = [&](const MoveTask& task) {
    return task.source == name && task.status == running;
  };
  if (std::ranges::any_of(tasks_, goes_on))
    return sqs::prefixed("UnsupportedOperation",
                         "There is already a task running. Only one active task is allowed for a "
                         "source queue arn at a given time.");
  if (tasks_.size() >= tasks_kept)
    std::erase_if(tasks_, [](const auto& t) { return t.status != running; });
  MoveTask task{.handle = identities_.uuid(), .status = std::string{running}, .source = name};
  task.destination = request.destination_arn;
  task.most_a_second = rate;
  task.to_move = source->queue.counts().visible;
  task.started = now;
  task.next_step = now + between_steps;
  tasks_.push_back(std::move(task));
  ++revision_;
  return tasks_.back().handle;
}

Answer<std::vector<MoveTask>> Sqs::list_message_move_tasks(std::string_view source_arn,
                                                           std::int64_t most) const {
  if (most < 1 || most > 10)
    return sqs::invalid_parameter(fmt::to_string(most), "MaxResults",
                                  "Must be between 1 and 10, if provided.");
  const QueueState* source = find_queue(source_arn.substr(source_arn.rfind(':') + 1));
  if (source == nullptr || queue_arn(source->name) != source_arn) return no_resource("SourceArn");
  std::vector<MoveTask> found;
  for (auto task = tasks_.rbegin();
       task != tasks_.rend() && found.size() < static_cast<std::size_t>(most); ++task)
    if (task->source == source->name) found.push_back(*task);
  return found;
}

Answer<std::int64_t> Sqs::cancel_message_move_task(std::string_view handle, Instant now) {
  run(now);
  const auto task = std::ranges::find(tasks_, handle, &MoveTask::handle);
  if (task == tasks_.end()) return refuse("ResourceNotFoundException", "Task does not exist.");
  if (task->status != running)
    return sqs::prefixed("UnsupportedOperation",
                         "Only a task that is in the RUNNING state can be cancelled.");
  task->status = "CANCELLED";
  ++revision_;
  return task->moved;
}

std::optional<Instant> Sqs::tasks_due() const {
  std::optional<Instant> due;
  for (const MoveTask& task : tasks_)
    if (task.status == running && (!due || task.next_step < *due)) due = task.next_step;
  return due;
}

void Sqs::run_tasks(Instant now) {
  for (MoveTask& task : tasks_)
    if (task.status == running && task.next_step <= now) step(task, now);
  ++revision_;
  serve_noted(now);
}

void Sqs::step(MoveTask& task, Instant now) {
  Entry* source = find(task.source);
  if (source == nullptr) {
    task.status = "FAILED";
    task.failure_reason = "AWS.SimpleQueueService.NonExistentQueue";
    return;
  }
  const auto most =
      static_cast<std::size_t>(task.most_a_second.value_or(parameters_.moves_a_second));
  for (const std::uint32_t slot : source->queue.available(most))
    if (!move_one(task, *source, slot, now)) return;
  if (source->queue.available(1).empty()) task.status = "COMPLETED";
  task.next_step = now + between_steps;
}

/// It arrives as a new message: with an id and a time of its own.
bool Sqs::move_one(MoveTask& task, Entry& source, std::uint32_t slot, Instant now) {
  const StoredMessage& here = source.queue.at(slot);
  const std::string origin = here.extras ? here.extras->dead_letter_source : "";
  Entry* destination = find_by_arn(task.destination.empty() ? origin : task.destination);
  if (destination == nullptr || destination == &source) {
    task.status = "FAILED";
    task.failure_reason = task.destination.empty() && origin.empty()
                              ? "CouldNotDetermineMessageSource"
                              : "AWS.SimpleQueueService.NonExistentQueue";
    return false;
  }
  StoredMessage message = source.queue.remove(slot);
  if (journal_ != nullptr) journal_->removed(task.source, message);
  message.id = identities_.uuid_bits();
  message.sent = message.visible_at = now;
  message.receive_count = message.received_before = 0;
  message.received = message.first_received = {};
  if (message.extras) {
    auto extras = std::make_shared<MessageExtras>(*message.extras);
    extras->dead_letter_source.clear();
    message.extras = std::move(extras);
  }
  keep(*destination, std::move(message), now);
  ++task.moved;
  touch(*destination, now);
  to_serve_.push_back(destination->queue.state().name);
  return true;
}

}  // namespace sluice::world
