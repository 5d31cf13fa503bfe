#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "local/store/packing.hpp"
#include "local/store/store.hpp"
#include "world/sqs/message.hpp"
#include "world/sqs/queue_state.hpp"

namespace sluice::local {

/// What changes of a message: always as many bytes.
void pack_state(const world::StoredMessage& message, Packer& packer);
/// What never changes.
void pack_content(const world::StoredMessage& message, Packer& packer);
/// Nothing where the row is no message.
[[nodiscard]] std::optional<world::StoredMessage> unpack_message(const MessageRow& row);

/// An entry of a FIFO queue's memory, without its key.
[[nodiscard]] std::string packed(const world::Deduplication& deduplication);
/// Nothing where the bytes are none.
[[nodiscard]] std::optional<world::Deduplication> unpack_deduplication(std::string_view key,
                                                                       std::string_view bytes);

}  // namespace sluice::local
