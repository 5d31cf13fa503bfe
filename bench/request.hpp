#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace sluice::bench {

/// One HTTP/1.1 request as it stands in the receive buffer; its views live as
/// long as those bytes. Of the headers only what the canned server looks at.
struct Request {
  std::string_view method;
  std::string_view path;
  std::string_view aws_target;  ///< X-Amz-Target; empty where there is none
  std::string_view body;
  std::size_t size;  ///< how many bytes of the buffer it takes
  bool keep_alive = true;
};

/// The longest header part that is read, and the longest body: PutMetricData
/// may carry 1 MB.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
inline constexpr std::size_t longest_head = std::size_t{64} << 10U;
inline constexpr std::size_t longest_body = std::size_t{2} << 20U;

/// More bytes have to come first.
struct Incomplete {};

/// No request will come of these bytes; `why` is one line.
struct Malformed {
  std::string why;
};

/// What stands at the front of `received`.
[[nodiscard]] std::variant<Request, Incomplete, Malformed> first_request(std::string_view received);

}  // namespace sluice::bench
