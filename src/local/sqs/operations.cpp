#include "local/sqs/operations.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "local/sqs/handlers.hpp"

namespace sluice::local {
namespace {

using Handler = Output (*)(Queues&, Input&, const Call&);

/// Calls that wait may have got their answer by any of them.
template <Handler handler>
Output then_deliver(Queues& queues, Input& input, const Call& call) {
  Output output = handler(queues, input, call);
  queues.polls.deliver();
  return output;
}

namespace handle = sqs_handlers;

// clang-format off
constexpr std::array<Operation<Queues>, 22> operations{{
    {"CreateQueue", handle::create_queue},
    {"DeleteQueue", then_deliver<handle::delete_queue>},
    {"GetQueueUrl", handle::get_queue_url},
    {"ListQueues", handle::list_queues},
    {"GetQueueAttributes", then_deliver<handle::get_queue_attributes>},
    {"SetQueueAttributes", then_deliver<handle::set_queue_attributes>},
    {"PurgeQueue", then_deliver<handle::purge_queue>},
    {"TagQueue", handle::tag_queue},
    {"UntagQueue", handle::untag_queue},
    {"ListQueueTags", handle::list_queue_tags},
    {"ListDeadLetterSourceQueues", handle::list_dead_letter_source_queues},
    {"SendMessage", then_deliver<handle::send_message>},
    {"SendMessageBatch", then_deliver<handle::send_message_batch>},
    {"DeleteMessage", then_deliver<handle::delete_message>},
    {"DeleteMessageBatch", then_deliver<handle::delete_message_batch>},
    {"ChangeMessageVisibility", then_deliver<handle::change_message_visibility>},
    {"ChangeMessageVisibilityBatch", then_deliver<handle::change_message_visibility_batch>},
    {"AddPermission", then_deliver<handle::add_permission>},
    {"RemovePermission", then_deliver<handle::remove_permission>},
    {"StartMessageMoveTask", then_deliver<handle::start_message_move_task>},
    {"ListMessageMoveTasks", handle::list_message_move_tasks},
    {"CancelMessageMoveTask", then_deliver<handle::cancel_message_move_task>},
}};
// clang-format on

}  // namespace

std::span<const Operation<Queues>> sqs_operations() {
  return operations;
}

}  // namespace sluice::local
