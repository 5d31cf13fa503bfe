#pragma once

#include <map>
#include <string_view>

#include "base/time.hpp"

namespace sluice::aws {

/// Spaces calls out so that an account's documented API rates are never
/// passed. Each bucket of AWS's is one token bucket here; operations that AWS
/// does not limit by a published number are not paced.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
class Pacer {
 public:
  /// Takes the next place in the row of calls of `operation` ("ecs" and
  /// "DescribeServices") and says how long from `now` the caller has to wait
  /// for it.
  [[nodiscard]] Duration reserve(std::string_view service, std::string_view operation, Instant now);

  /// AWS throttled a call in spite of the pacing (others use the account too):
  /// the bucket is empty, whatever we counted.
  void throttled(std::string_view service, std::string_view operation, Instant now);

 private:
  struct Bucket {
    double tokens;
    Instant at;
  };
  std::map<std::string_view, Bucket> buckets_;
};

}  // namespace sluice::aws
