#pragma once

#include <string>
#include <string_view>

#include "world/refusal.hpp"

/// What SQS refuses, in its words. The codes of the Query protocol are those of
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
/// and of each operation's page; over JSON every status is 400.
namespace sluice::world::sqs {

/// A refusal whose older code has AWS's prefix ("AWS.SimpleQueueService.").
[[nodiscard]] Failure<Refusal> prefixed(std::string code, std::string message);

/// The specified queue does not exist.
[[nodiscard]] Failure<Refusal> no_such_queue();
/// InvalidParameterValue with this text.
[[nodiscard]] Failure<Refusal> invalid_value(std::string message);
/// "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: ..."
[[nodiscard]] Failure<Refusal> invalid_parameter(std::string_view value, std::string_view parameter,
                                                 std::string_view reason);
/// "The request must contain the parameter ..."
[[nodiscard]] Failure<Refusal> missing_parameter(std::string_view parameter);
/// "Invalid value for the parameter VisibilityTimeout."
[[nodiscard]] Failure<Refusal> invalid_attribute_value(std::string_view attribute);
/// "Unknown Attribute ..."
[[nodiscard]] Failure<Refusal> unknown_attribute(std::string_view attribute);

}  // namespace sluice::world::sqs
