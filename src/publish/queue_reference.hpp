#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sluice::publish {

/// A queue as people name it, taken apart. What the form does not tell is
/// empty.
struct QueueReference {
  std::string name;          ///< "orders-queue"
  std::string account = {};  ///< "123456789012"
  std::string region = {};   ///< of an ARN, or of a URL at amazonaws.com
  std::string url = {};      ///< where it was given as one
  std::string origin = {};   ///< of a URL that is not AWS's: "http://localhost:4566"

  /// The same text for the same queue, whether URL or ARN.
  [[nodiscard]] std::string identity() const;
};

/// Reads a queue's URL ("https://sqs.eu-west-1.amazonaws.com/123456789012/orders"),
/// ARN ("arn:aws:sqs:eu-west-1:123456789012:orders") or name. The error is one
/// line that quotes the text and says what would be right.
[[nodiscard]] Result<QueueReference, std::string> parse_queue_reference(std::string_view text);

}  // namespace sluice::publish
