#include "local/scope.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace sluice::local {
namespace {

/// AKID/20240101/us-east-1/sqs/aws4_request, parted by `separator`.
Scope scope_of_credential(std::string_view credential, std::string_view separator) {
  std::array<std::string_view, 5> parts{};
  for (std::string_view& part : parts) {
    const std::size_t end = std::min(credential.find(separator), credential.size());
    part = credential.substr(0, end);
    credential.remove_prefix(std::min(end + separator.size(), credential.size()));
  }
  const auto& [key, date, region, service, terminator] = parts;
  if (terminator != "aws4_request") return {};
  return {.region = region, .service = service, .access_key = key};
}

std::string_view up_to(std::string_view text, std::string_view ends) {
  return text.substr(0, std::min(text.find_first_of(ends), text.size()));
}

/// A region's name is bounded, so that nobody can make up long ones.
bool may_be_region(std::string_view region) {
  constexpr std::size_t longest = 24;
  return region.size() >= 2 && region.size() <= longest && std::ranges::all_of(region, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
std::string_view partition_of(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  if (region.starts_with("us-gov-")) return "aws-us-gov";
  return "aws";
}

}  // namespace

Scope scope_of_authorization(std::string_view header) {
  constexpr std::string_view name = "Credential=";
  const std::size_t at = header.find(name);
  if (at == std::string_view::npos) return {};
  return scope_of_credential(up_to(header.substr(at + name.size()), ", "), "/");
}

Scope scope_of_query(std::string_view target) {
  constexpr std::string_view name = "X-Amz-Credential=";
  const std::size_t at = target.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view credential = up_to(target.substr(at + name.size()), "&");
  const bool encoded = credential.find('/') == std::string_view::npos;
  if (!encoded) return scope_of_credential(credential, "/");
  const bool upper = credential.find("%2F") != std::string_view::npos;
  return scope_of_credential(credential, upper ? "%2F" : "%2f");
}

Scope scope_of(const http::Request& request) {
  const auto header = request.headers.find("Authorization");
  return header ? scope_of_authorization(*header) : scope_of_query(request.url.target);
}

world::Location location_of(const Scope& scope, const world::Location& home) {
  world::Location where = home;
  if (scope.region == home.region || !may_be_region(scope.region)) return where;
  where.region = scope.region;
  where.partition = partition_of(scope.region);
  return where;
}

}  // namespace sluice::local
