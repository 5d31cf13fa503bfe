#include "aws/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.hpp"

namespace sluice::aws {
namespace {

struct Partition {
  std::string_view name;
  std::string_view region_prefix;
  std::string_view suffix;
  std::string_view dual_stack_suffix;
};

// botocore/data/partitions.json. The last row is everybody else's.
constexpr std::array partitions{
    Partition{"aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
    Partition{"aws-us-gov", "us-gov-", "amazonaws.com", "api.aws"},
    Partition{"aws-iso-b", "us-isob-", "sc2s.sgov.gov", "api.aws.scloud"},
    Partition{"aws-iso-f", "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
    Partition{"aws-iso", "us-iso-", "c2s.ic.gov", "api.aws.ic.gov"},
    Partition{"aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
    Partition{"aws-eusc", "eusc-", "amazonaws.eu", "api.amazonwebservices.eu"},
    Partition{"aws", "", "amazonaws.com", "api.aws"},
};

const Partition& partition_with(std::string_view region) {
  return *std::ranges::find_if(
      partitions, [&](const Partition& p) { return region.starts_with(p.region_prefix); });
}

bool all_of_kind(std::string_view text, char first, char last) {
  return !text.empty() &&
         std::ranges::all_of(text, [&](char c) { return c >= first && c <= last; });
}

const ConfiguredUrl* configured(const ServiceDescription& service, const EndpointRules& rules) {
  const auto own = rules.for_service.find(service.endpoint_variable);
  if (own != rules.for_service.end()) return &own->second;
  return rules.for_all ? &*rules.for_all : nullptr;
}

}  // namespace

bool is_region(std::string_view text) {
  const std::vector<std::string_view> words = split(text, '-');
  if (words.size() < 3 || text.size() > 30 || !all_of_kind(words.back(), '0', '9')) return false;
  return std::all_of(words.begin(), words.end() - 1,
                     [](std::string_view word) { return all_of_kind(word, 'a', 'z'); });
}

std::string_view partition_of(std::string_view region) {
  return partition_with(region).name;
}

Result<http::Url, std::string> resolve_endpoint(const ServiceDescription& service,
                                                const EndpointRules& rules) {
  if (const ConfiguredUrl* set = configured(service, rules)) {
    auto url = http::parse_url(set->url);
    if (url) return url;
    return Failure<std::string>{fmt::format("{}: {}; give it as http://host:port or https://host",
                                            set->origin, url.error())};
  }
  const Partition& partition = partition_with(rules.region);
  const std::string_view suffix =
      rules.use_dual_stack ? partition.dual_stack_suffix : partition.suffix;
  return http::Url{.scheme = "https",
                   .host = fmt::format("{}{}.{}.{}", service.endpoint_prefix,
                                       rules.use_fips ? "-fips" : "", rules.region, suffix),
                   .port = 443};
}

}  // namespace sluice::aws
