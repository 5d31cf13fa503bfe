#pragma once

#include <string>
#include <string_view>

#include "aws/sqs/messages.hpp"
#include "base/result.hpp"

namespace sluice::aws {

/// Requests as SQS's JSON protocol writes them.
[[nodiscard]] std::string encode(const GetQueueAttributesRequest& request);
[[nodiscard]] std::string encode(const GetQueueUrlRequest& request);

/// Answers of SQS's JSON protocol. The error says what is missing.
[[nodiscard]] Result<GetQueueAttributesResponse, std::string> decode_get_queue_attributes(
    std::string_view body);
[[nodiscard]] Result<GetQueueUrlResponse, std::string> decode_get_queue_url(std::string_view body);

}  // namespace sluice::aws
