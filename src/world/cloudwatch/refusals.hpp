#pragma once

#include <string>

#include "world/refusal.hpp"

/// CloudWatch's own refusals. Most have two codes: that of the newer protocols
/// and the one that Query clients know.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
namespace sluice::world::cloudwatch_refusals {

/// InvalidParameterValue.
[[nodiscard]] Refusal invalid_value(std::string message);
/// InvalidParameterCombination.
[[nodiscard]] Refusal invalid_combination(std::string message);
/// MissingParameter.
[[nodiscard]] Refusal missing(std::string message);
/// ValidationError, as the operations on alarms and GetMetricData say it.
[[nodiscard]] Refusal validation(std::string message);
/// LimitExceeded.
[[nodiscard]] Refusal limit_exceeded(std::string message);
/// ResourceNotFound, 404: no such alarm.
[[nodiscard]] Refusal alarm_not_found(std::string message);
/// ResourceNotFoundException, 404: nothing to tag.
[[nodiscard]] Refusal resource_not_found(std::string message);
/// InvalidFormat: StateReasonData is no JSON.
[[nodiscard]] Refusal invalid_format(std::string message);
/// InvalidNextToken.
[[nodiscard]] Refusal invalid_next_token();
/// ResourceNotFound, 404: no such dashboard.
[[nodiscard]] Refusal dashboard_not_found(std::string message);
/// InvalidParameterInput: what a dashboard cannot be.
[[nodiscard]] Refusal invalid_dashboard(std::string message);

}  // namespace sluice::world::cloudwatch_refusals
