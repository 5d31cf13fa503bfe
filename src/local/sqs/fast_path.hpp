#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "local/operation.hpp"
#include "local/sqs/queues.hpp"

namespace sluice::local {

/// Answers the busiest calls of the JSON protocol (SendMessage, ReceiveMessage,
/// DeleteMessage and their batches) where they use nothing unusual, without
/// building a document. Gives the answer's JSON, an empty text where
/// the operation has no output. Nothing where the call has to go the common way
/// (anything unusual, anything wrong, or a wait): then nothing was done.
[[nodiscard]] std::optional<std::string> fast_answer(Queues& queues, std::string_view operation,
                                                     std::string_view body, const Call& call);

}  // namespace sluice::local
