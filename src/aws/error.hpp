#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sluice::aws {

/// What the caller can do about a failed call. Every AWS error code maps onto
/// exactly one of these; the table is in error.cpp and is the only place that
/// knows AWS's spelling.
enum class Remedy {
  throttled,            ///< too fast: back off, same request, slower
  retry_later,          ///< the service is ill: back off, same request
  refresh_credentials,  ///< token expired or clock skewed: sign anew, once
  fix_request,          ///< our bug or a bad setting: never retry, tell a person
  give_up,              ///< denied or not there: stop, tell a person
};

/// A call that did not do what was asked. Nothing of AWS's answer is lost on
/// the way up, so the log line at the top can quote it whole. The last three
/// are empty when no answer came back at all.
struct Error {
  Remedy remedy;
  std::string operation;  ///< "sqs:GetQueueAttributes"
  std::string message;    ///< AWS's own words, or the transport's
  int http_status = 0;
  std::string code = {};        ///< AWS's own code: "ThrottlingException"
  std::string request_id = {};  ///< what AWS support asks for
};

/// What helps against `code` answered with `http_status` (0: no answer).
[[nodiscard]] Remedy remedy_for(std::string_view code, int http_status);

/// The error in one line, for people: code, message, operation, request id.
[[nodiscard]] std::string to_line(const Error& error);

}  // namespace sluice::aws
