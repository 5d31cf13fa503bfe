#pragma once

#include <string_view>

namespace sluice::aws {

/// How a service's requests and answers are written.
enum class Protocol {
  json_1_0,  ///< POST /, X-Amz-Target, application/x-amz-json-1.0
  json_1_1,  ///< the same with application/x-amz-json-1.1
  query,     ///< POST /, a form with Action and Version; answers in XML
  rest_json  ///< method and path say what is asked; JSON both ways
};

/// A service of AWS as the wire knows it (botocore's service-2.json, metadata).
struct ServiceDescription {
  std::string_view id;               ///< in logs and errors: "sqs"
  std::string_view endpoint_prefix;  ///< first label of the host: "monitoring"
  std::string_view signing_name;     ///< in the signature's scope: "monitoring"
  /// AWS_ENDPOINT_URL_<this>; in lower case, the key in a profile's services
  /// section.
  std::string_view endpoint_variable;
  Protocol protocol = Protocol::json_1_0;
  std::string_view target_prefix = {};  ///< JSON: before the dot of X-Amz-Target
  std::string_view api_version = {};    ///< Query: the Version parameter
};

/// The services that Sluice calls.
inline constexpr ServiceDescription sqs{.id = "sqs",
                                        .endpoint_prefix = "sqs",
                                        .signing_name = "sqs",
                                        .endpoint_variable = "SQS",
                                        .protocol = Protocol::json_1_0,
                                        .target_prefix = "AmazonSQS"};
inline constexpr ServiceDescription ecs{.id = "ecs",
                                        .endpoint_prefix = "ecs",
                                        .signing_name = "ecs",
                                        .endpoint_variable = "ECS",
                                        .protocol = Protocol::json_1_1,
                                        .target_prefix = "AmazonEC2ContainerServiceV20141113"};
inline constexpr ServiceDescription cloudwatch{.id = "cloudwatch",
                                               .endpoint_prefix = "monitoring",
                                               .signing_name = "monitoring",
                                               .endpoint_variable = "CLOUDWATCH",
                                               .protocol = Protocol::json_1_0,
                                               .target_prefix = "GraniteServiceVersion20100801"};
inline constexpr ServiceDescription application_auto_scaling{
    .id = "application-autoscaling",
    .endpoint_prefix = "application-autoscaling",
    .signing_name = "application-autoscaling",
    .endpoint_variable = "APPLICATION_AUTO_SCALING",
    .protocol = Protocol::json_1_1,
    .target_prefix = "AnyScaleFrontendService"};
inline constexpr ServiceDescription eventbridge{.id = "events",
                                                .endpoint_prefix = "events",
                                                .signing_name = "events",
                                                .endpoint_variable = "EVENTBRIDGE",
                                                .protocol = Protocol::json_1_1,
                                                .target_prefix = "AWSEvents"};
inline constexpr ServiceDescription lambda{.id = "lambda",
                                           .endpoint_prefix = "lambda",
                                           .signing_name = "lambda",
                                           .endpoint_variable = "LAMBDA",
                                           .protocol = Protocol::rest_json};
inline constexpr ServiceDescription sts{.id = "sts",
                                        .endpoint_prefix = "sts",
                                        .signing_name = "sts",
                                        .endpoint_variable = "STS",
                                        .protocol = Protocol::query,
                                        .api_version = "2011-06-15"};

}  // namespace sluice::aws
