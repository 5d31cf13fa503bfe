#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::aws {

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
struct DescribeServicesRequest {
  std::string cluster;                ///< name or ARN
  std::vector<std::string> services;  ///< names or ARNs; 10 at most
};

/// The part of API_Service that Sluice looks at.
struct EcsServiceDescription {
  std::string service_name;
  std::string status;  ///< ACTIVE, DRAINING or INACTIVE
  std::int64_t running_count;
  std::int64_t pending_count;
  std::int64_t desired_count;
};

/// API_Failure: why one of the services asked for is not in the answer.
struct EcsFailure {
  std::string arn;
  std::string reason;  ///< "MISSING"
};

/// Each service asked for is in one of the two.
struct DescribeServicesResponse {
  std::vector<EcsServiceDescription> services;
  std::vector<EcsFailure> failures;
};

}  // namespace sluice::aws
