#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>

#include "local/operation.hpp"
#include "local/sqs/queues.hpp"

namespace sluice::local {

/// SQS's operations but ReceiveMessage; JSON's member names.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
[[nodiscard]] std::span<const Operation<Queues>> sqs_operations();

/// ReceiveMessage, which may wait for a message. All three live until it is done.
[[nodiscard]] boost::asio::awaitable<Output> receive_message(Queues& queues, Input& input,
                                                             const Call& call);

}  // namespace sluice::local
