#include "aws/ecs/codec.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/json_reading.hpp"

namespace sluice::aws {

using nlohmann::json;

namespace {

Result<EcsServiceDescription, std::string> decode_service(const json& service) {
  const std::string name = text_or_empty(service, "serviceName");
  const auto running = whole_number(service, "runningCount");
  const auto pending = whole_number(service, "pendingCount");
  const auto desired = whole_number(service, "desiredCount");
  if (name.empty()) return Failure<std::string>{"a service has no serviceName"};
  if (!running || !pending || !desired) {
    return Failure<std::string>{
        fmt::format("service {} lacks runningCount, pendingCount or desiredCount", name)};
  }
  return EcsServiceDescription{name, text_or_empty(service, "status"), *running, *pending,
                               *desired};
}

}  // namespace

std::string encode(const DescribeServicesRequest& request) {
  return json{{"cluster", request.cluster}, {"services", request.services}}.dump();
}

Result<DescribeServicesResponse, std::string> decode_describe_services(std::string_view body) {
  const auto object = read_object_without(body, "events");
  if (!object) return Failure<std::string>{object.error()};
  DescribeServicesResponse response;
  for (const json& service : array_or_empty(*object, "services")) {
    if (!service.is_object()) return Failure<std::string>{"a service is no object"};
    auto decoded = decode_service(service);
    if (!decoded) return Failure<std::string>{decoded.error()};
    response.services.push_back(std::move(*decoded));
  }
  for (const json& failure : array_or_empty(*object, "failures")) {
    if (!failure.is_object()) return Failure<std::string>{"a failure is no object"};
    response.failures.push_back(
        EcsFailure{text_or_empty(failure, "arn"), text_or_empty(failure, "reason")});
  }
  return response;
}

}  // namespace sluice::aws
