#include "world/sqs/refusals.hpp"

#include <fmt/format.h>

namespace sluice::world::sqs {
namespace {

Failure<Refusal> refused(std::string code, std::string query_code, std::string message) {
  Refusal refusal{.code = std::move(code), .message = std::move(message)};
  refusal.query_code = std::move(query_code);
  return Failure<Refusal>{std::move(refusal)};
}

}  // namespace

Failure<Refusal> prefixed(std::string code, std::string message) {
  std::string query_code = fmt::format("AWS.SimpleQueueService.{}", code);
  return refused(std::move(code), std::move(query_code), std::move(message));
}

Failure<Refusal> no_such_queue() {
  return refused("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
                 "The specified queue does not exist.");
}

Failure<Refusal> invalid_value(std::string message) {
  return refused("InvalidParameterValueException", "InvalidParameterValue", std::move(message));
}

Failure<Refusal> invalid_parameter(std::string_view value, std::string_view parameter,
                                   std::string_view reason) {
  return invalid_value(
      fmt::format("Value {} for parameter {} is invalid. Reason: {}", value, parameter, reason));
}

Failure<Refusal> missing_parameter(std::string_view parameter) {
  return refused("MissingRequiredParameterException", "MissingParameter",
                 fmt::format("The request must contain the parameter {}.", parameter));
}

Failure<Refusal> invalid_attribute_value(std::string_view attribute) {
  return refuse("InvalidAttributeValue",
                fmt::format("Invalid value for the parameter {}.", attribute));
}

Failure<Refusal> unknown_attribute(std::string_view attribute) {
  return refuse("InvalidAttributeName", fmt::format("Unknown Attribute {}.", attribute));
}

}  // namespace sluice::world::sqs
