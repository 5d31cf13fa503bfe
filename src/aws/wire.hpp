#pragma once

#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "aws/service_description.hpp"
#include "base/result.hpp"
#include "http/service.hpp"

namespace sluice::aws {

/// From how many bytes on a body that may be compressed is: AWS's SDKs' default
/// (AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES).
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html
inline constexpr std::size_t default_compression_floor = 10'240;

/// "sqs:GetQueueAttributes": how logs and errors name an operation.
[[nodiscard]] std::string operation_name(const ServiceDescription& service,
                                         std::string_view operation);

/// The request of `operation` with `body`, before it is signed.
[[nodiscard]] http::Request wire_request(const ServiceDescription& service,
                                         std::string_view operation, http::Url endpoint,
                                         std::string body);

/// Compresses the request's body (RFC 1952) and says so in its headers.
void gzip_body(http::Request& request);

/// What AWS said: the body of a success, or its error with code, message and
/// request id, whatever of these it gave, from JSON, XML or neither.
[[nodiscard]] Result<std::string, Error> read_answer(const ServiceDescription& service,
                                                     std::string_view operation,
                                                     const http::Response& response);

}  // namespace sluice::aws
