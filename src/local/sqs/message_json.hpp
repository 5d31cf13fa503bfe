#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "local/input.hpp"
#include "world/sqs/requests.hpp"

namespace sluice::local {

/// The members that SendMessage and an entry of SendMessageBatch share.
[[nodiscard]] world::SendMessageRequest sent_message_from(Input& input);

/// What SQS says of an accepted message.
[[nodiscard]] Json sent_message_json(const world::SendMessageResponse& sent);

/// Which attributes a receiver wants to see.
struct WantedAttributes {
  std::vector<std::string> system;   ///< "SentTimestamp", or "All"
  std::vector<std::string> message;  ///< names, "prefix.*", "All" or ".*"
};

/// `account` is the sender, as far as we know senders.
[[nodiscard]] Json received_message_json(const world::ReceivedMessage& message,
                                         const WantedAttributes& wanted, std::string_view account,
                                         world::Digests& digests);

/// "18870000000000000000": 20 digits, as AWS's sequence numbers have.
[[nodiscard]] std::string sequence_number(std::uint64_t serial);
/// Milliseconds since the epoch.
[[nodiscard]] std::string milliseconds_text(Instant at);
/// The text of a sum and of an id.
[[nodiscard]] std::string text_of(const world::Md5& sum);
[[nodiscard]] std::string text_of(const world::Uuid& id);

}  // namespace sluice::local
