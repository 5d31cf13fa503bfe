#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "world/refusal.hpp"

namespace sluice::local {

/// The input document that a Query request (Version 2012-11-05) stands for, with
/// the member names of the JSON protocol: `Attribute.1.Name=…&Attribute.1.Value=…`
/// becomes an `Attributes` map, `AttributeName.1` a list of `AttributeNames`. What
/// SQS does not know stays under the name that it was sent by. `parameters` are
/// decoded; a QueueUrl that only the request's path names is the caller's to add.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
[[nodiscard]] world::Answer<nlohmann::json> input_from_query(
    std::string_view operation, const std::vector<std::pair<std::string, std::string>>& parameters);

/// The XML answer: lists and maps are flattened, each element under its own name.
[[nodiscard]] std::string xml_from_output(std::string_view operation, const nlohmann::json& output,
                                          std::string_view request_id);

}  // namespace sluice::local
