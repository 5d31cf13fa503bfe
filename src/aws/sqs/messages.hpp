#pragma once

#include <map>
#include <string>
#include <vector>

namespace sluice::aws {

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
struct GetQueueAttributesRequest {
  std::string queue_url;
  std::vector<std::string> attribute_names;
};

/// Every value is text, numbers too.
struct GetQueueAttributesResponse {
  std::map<std::string, std::string, std::less<>> attributes;
};

/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
struct GetQueueUrlRequest {
  std::string queue_name;
  std::string queue_owner_account_id = {};  ///< empty: the caller's own account
};

/// Never empty.
struct GetQueueUrlResponse {
  std::string queue_url;
};

}  // namespace sluice::aws
