#include "world/cloudwatch/refusals.hpp"

#include <utility>

namespace sluice::world::cloudwatch_refusals {
namespace {

constexpr int not_found = 404;

Refusal refusal(std::string code, std::string query_code, std::string message, int status = 400) {
  return {.code = std::move(code),
          .message = std::move(message),
          .status = status,
          .query_code = std::move(query_code)};
}

}  // namespace

Refusal invalid_value(std::string message) {
  return refusal("InvalidParameterValueException", "InvalidParameterValue", std::move(message));
}
Refusal invalid_combination(std::string message) {
  return refusal("InvalidParameterCombinationException", "InvalidParameterCombination",
                 std::move(message));
}
Refusal missing(std::string message) {
  return refusal("MissingRequiredParameterException", "MissingParameter", std::move(message));
}
Refusal validation(std::string message) {
  return refusal("ValidationError", {}, std::move(message));
}
Refusal limit_exceeded(std::string message) {
  return refusal("LimitExceededFault", "LimitExceeded", std::move(message));
}
Refusal alarm_not_found(std::string message) {
  return refusal("ResourceNotFound", {}, std::move(message), not_found);
}
Refusal resource_not_found(std::string message) {
  return refusal("ResourceNotFoundException", {}, std::move(message), not_found);
}
Refusal invalid_format(std::string message) {
  return refusal("InvalidFormatFault", "InvalidFormat", std::move(message));
}
Refusal invalid_next_token() {
  return refusal("InvalidNextToken", {}, "Request parameter NextToken is invalid");
}
Refusal dashboard_not_found(std::string message) {
  return refusal("DashboardNotFoundError", "ResourceNotFound", std::move(message), not_found);
}
Refusal invalid_dashboard(std::string message) {
  return refusal("DashboardInvalidInputError", "InvalidParameterInput", std::move(message));
}

}  // namespace sluice::world::cloudwatch_refusals
