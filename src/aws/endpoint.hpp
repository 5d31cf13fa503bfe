#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/service_description.hpp"
#include "base/result.hpp"
#include "http/url.hpp"

namespace sluice::aws {

/// An address that somebody set, and where, so that an error can name it.
struct ConfiguredUrl {
  std::string url;
  std::string origin;  ///< "--endpoint-url", "AWS_ENDPOINT_URL_SQS"
};

/// What decides where a service is called.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
struct EndpointRules {
  std::string region;
  /// For this service only, by its endpoint variable ("SQS"). Wins over all.
  std::map<std::string, ConfiguredUrl, std::less<>> for_service = {};
  /// For every service that has none of its own.
  std::optional<ConfiguredUrl> for_all = {};
  bool use_fips = false;
  bool use_dual_stack = false;
};

/// Whether `text` can be a region's name: lower-case words, then a number
/// ("ap-southeast-2"). Which regions exist is AWS's to know.
[[nodiscard]] bool is_region(std::string_view text);

/// The partition of a region, which its ARNs begin with: "aws", "aws-cn".
/// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
[[nodiscard]] std::string_view partition_of(std::string_view region);

/// Where `service` is called. The error names the setting that is wrong.
[[nodiscard]] Result<http::Url, std::string> resolve_endpoint(const ServiceDescription& service,
                                                              const EndpointRules& rules);

}  // namespace sluice::aws
