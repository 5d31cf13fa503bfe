#include "aws/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/one_line.hpp"

namespace sluice::aws {
namespace {

struct Row {
  std::string_view code;
  Remedy remedy;
};

// Throttling and transient codes:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
// Skew and expiry codes: the SDKs' clock-skew lists and
// https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html
constexpr std::array known{
    Row{"BandwidthLimitExceeded", Remedy::throttled},
    Row{"EC2ThrottledException", Remedy::throttled},
    Row{"LimitExceededException", Remedy::throttled},
    Row{"PriorRequestNotComplete", Remedy::throttled},
    Row{"ProvisionedThroughputExceededException", Remedy::throttled},
    Row{"RequestLimitExceeded", Remedy::throttled},
    Row{"RequestThrottled", Remedy::throttled},
    Row{"RequestThrottledException", Remedy::throttled},
    Row{"SlowDown", Remedy::throttled},
    Row{"ThrottledException", Remedy::throttled},
    Row{"Throttling", Remedy::throttled},
    Row{"ThrottlingException", Remedy::throttled},
    Row{"TooManyRequestsException", Remedy::throttled},
    Row{"TransactionInProgressException", Remedy::throttled},
    Row{"IDPCommunicationError", Remedy::retry_later},
    Row{"InternalError", Remedy::retry_later},
    Row{"InternalFailure", Remedy::retry_later},
    Row{"InternalServiceError", Remedy::retry_later},
    Row{"RequestTimeout", Remedy::retry_later},
    Row{"RequestTimeoutException", Remedy::retry_later},
    Row{"ServiceUnavailable", Remedy::retry_later},
    Row{"ExpiredToken", Remedy::refresh_credentials},
    Row{"ExpiredTokenException", Remedy::refresh_credentials},
    Row{"InvalidSignatureException", Remedy::refresh_credentials},
    Row{"RequestExpired", Remedy::refresh_credentials},
    Row{"RequestInTheFuture", Remedy::refresh_credentials},
    Row{"RequestTimeTooSkewed", Remedy::refresh_credentials},
    Row{"SignatureDoesNotMatch", Remedy::refresh_credentials},
    Row{"AccessDenied", Remedy::give_up},
    Row{"AccessDeniedException", Remedy::give_up},
    Row{"AWS.SimpleQueueService.NonExistentQueue", Remedy::give_up},
    Row{"ClusterNotFoundException", Remedy::give_up},
    Row{"InvalidClientTokenId", Remedy::give_up},
    Row{"QueueDoesNotExist", Remedy::give_up},
    Row{"ServiceNotFoundException", Remedy::give_up},
    Row{"UnrecognizedClientException", Remedy::give_up},
};

}  // namespace

Remedy remedy_for(std::string_view code, int http_status) {
  const auto* const row = std::ranges::find(known, code, &Row::code);
  if (row != known.end()) return row->remedy;
  if (http_status == 429) return Remedy::throttled;
  if (http_status == 401 || http_status == 403) return Remedy::give_up;
  const bool service_is_ill = http_status == 0 || http_status >= 500;
  return service_is_ill ? Remedy::retry_later : Remedy::fix_request;
}

std::string to_line(const Error& error) {
  std::string line = error.operation;
  if (!error.code.empty()) line += fmt::format(": {}", error.code);
  if (!error.message.empty()) line += fmt::format(": {}", error.message);
  if (error.http_status != 0) line += fmt::format(" (HTTP {})", error.http_status);
  if (!error.request_id.empty()) line += fmt::format(" (request id {})", error.request_id);
  return one_line(std::move(line));
}

}  // namespace sluice::aws
