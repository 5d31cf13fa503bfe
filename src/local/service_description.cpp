#include "local/service_description.hpp"

#include <algorithm>
#include <array>

namespace sluice::local {
namespace {

using namespace std::string_view_literals;

// Members of the shape `timestamp` in botocore's models of these services.
constexpr std::array cloudwatch_times{"AlarmConfigurationUpdatedTimestamp"sv,
                                      "CreationDate"sv,
                                      "EndTime"sv,
                                      "ExpireDate"sv,
                                      "LastModified"sv,
                                      "LastUpdateDate"sv,
                                      "LastUpdatedTimestamp"sv,
                                      "StartDate"sv,
                                      "StartTime"sv,
                                      "StateTransitionedTimestamp"sv,
                                      "StateUpdatedTimestamp"sv,
                                      "Timestamp"sv,
                                      "Timestamps"sv};
constexpr std::array cloudwatch_maps{"ExtendedStatistics"sv};
constexpr std::array iam_times{"CreateDate"sv,       "ExpirationDate"sv, "LastUsedDate"sv,
                               "PasswordLastUsed"sv, "UpdateDate"sv,     "UploadDate"sv};
constexpr std::array sts_times{"Expiration"sv};

}  // namespace

bool is_time(const ServiceDescription& service, std::string_view member) {
  return std::ranges::find(service.times, member) != service.times.end();
}

bool is_map(const ServiceDescription& service, std::string_view member) {
  return std::ranges::find(service.maps, member) != service.maps.end();
}

const ServiceDescription sqs_service{
    .name = "sqs",
    .signing_name = "sqs",
    .target_prefix = "AmazonSQS",
    .query_version = "2012-11-05",
    .xml_namespace = "http://queue.amazonaws.com/doc/2012-11-05/",
    .error_prefix = "com.amazonaws.sqs#",
    .query_code = QueryCode::always,
    .wording = {.code = "InvalidParameterValue", .missing_code = "MissingParameter"},
    .throttling_code = "RequestThrottled",
    .throttling_message = "The request was denied due to request throttling."};

const ServiceDescription ecs_service{.name = "ecs",
                                     .signing_name = "ecs",
                                     .target_prefix = "AmazonEC2ContainerServiceV20141113",
                                     .wording = {.code = "InvalidParameterException"}};

const ServiceDescription cloudwatch_service{
    .name = "cloudwatch",
    .signing_name = "monitoring",
    .target_prefix = "GraniteServiceVersion20100801",
    .query_version = "2010-08-01",
    .xml_namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/",
    .error_prefix = "com.amazonaws.cloudwatch#",
    .query_code = QueryCode::when_asked,
    .wording = {.code = "ValidationError", .missing_code = "MissingParameter"},
    .throttling_code = "Throttling",
    .times = cloudwatch_times,
    .maps = cloudwatch_maps};

const ServiceDescription application_auto_scaling_service{
    .name = "application-autoscaling",
    .signing_name = "application-autoscaling",
    .target_prefix = "AnyScaleFrontendService",
    .message_key = "Message"};

const ServiceDescription eventbridge_service{
    .name = "events", .signing_name = "events", .target_prefix = "AWSEvents"};

const ServiceDescription logs_service{.name = "logs",
                                      .signing_name = "logs",
                                      .target_prefix = "Logs_20140328",
                                      .wording = {.code = "InvalidParameterException"}};

const ServiceDescription iam_service{.name = "iam",
                                     .signing_name = "iam",
                                     .query_version = "2010-05-08",
                                     .xml_namespace = "https://iam.amazonaws.com/doc/2010-05-08/",
                                     .wording = {.code = "ValidationError"},
                                     .throttling_code = "Throttling",
                                     .times = iam_times};

const ServiceDescription sts_service{.name = "sts",
                                     .signing_name = "sts",
                                     .query_version = "2011-06-15",
                                     .xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/",
                                     .wording = {.code = "ValidationError"},
                                     .throttling_code = "Throttling",
                                     .times = sts_times};

const ServiceDescription lambda_service{.name = "lambda",
                                        .signing_name = "lambda",
                                        .throttling_code = "TooManyRequestsException",
                                        .throttling_message = "Rate Exceeded.",
                                        .throttling_status = 429};

}  // namespace sluice::local
