#pragma once

#include "local/operation.hpp"
#include "local/sqs/queues.hpp"

/// The handlers of SQS's operations, by theme; `sqs_operations` lists them.
namespace sluice::local::sqs_handlers {

/// Queues, their attributes and tags.
Output create_queue(Queues& queues, Input& input, const Call& call);
Output delete_queue(Queues& queues, Input& input, const Call& call);
Output get_queue_url(Queues& queues, Input& input, const Call& call);
Output list_queues(Queues& queues, Input& input, const Call& call);
Output get_queue_attributes(Queues& queues, Input& input, const Call& call);
Output set_queue_attributes(Queues& queues, Input& input, const Call& call);
Output purge_queue(Queues& queues, Input& input, const Call& call);
Output tag_queue(Queues& queues, Input& input, const Call& call);
Output untag_queue(Queues& queues, Input& input, const Call& call);
Output list_queue_tags(Queues& queues, Input& input, const Call& call);
Output list_dead_letter_source_queues(Queues& queues, Input& input, const Call& call);

/// Messages.
Output send_message(Queues& queues, Input& input, const Call& call);
Output send_message_batch(Queues& queues, Input& input, const Call& call);
Output delete_message(Queues& queues, Input& input, const Call& call);
Output delete_message_batch(Queues& queues, Input& input, const Call& call);
Output change_message_visibility(Queues& queues, Input& input, const Call& call);
Output change_message_visibility_batch(Queues& queues, Input& input, const Call& call);

/// The queue's policy.
Output add_permission(Queues& queues, Input& input, const Call& call);
Output remove_permission(Queues& queues, Input& input, const Call& call);

/// Dead letters on their way back.
Output start_message_move_task(Queues& queues, Input& input, const Call& call);
Output list_message_move_tasks(Queues& queues, Input& input, const Call& call);
Output cancel_message_move_task(Queues& queues, Input& input, const Call& call);

/// The name in the required member QueueUrl.
[[nodiscard]] std::string queue_of(Input& input);

}  // namespace sluice::local::sqs_handlers
