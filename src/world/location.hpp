#pragma once

#include <string>
#include <string_view>

namespace sluice::world {

/// Where a resource lives: the account and region that its ARN names.
struct Location {
  std::string region = "us-east-1";
  std::string account = "123456789012";
  std::string partition = "aws";

  friend bool operator==(const Location&, const Location&) = default;
};

/// "arn:aws:sqs:us-east-1:123456789012:orders-queue".
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
[[nodiscard]] std::string arn(const Location& where, std::string_view service,
                              std::string_view resource);

}  // namespace sluice::world
