#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "local/input.hpp"
#include "world/refusal.hpp"

namespace sluice::local {

/// The parameters of a Query request, decoded, in the order in which they came.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Query as a service speaks it that differs from the others.
struct QueryDialect {
  /// The input document that the parameters stand for.
  world::Answer<nlohmann::json> (*input)(std::string_view operation, const Parameters& parameters);
  /// The whole XML answer.
  std::string (*answer)(std::string_view operation, const nlohmann::json& output,
                        std::string_view request_id);
};

/// When an error's answer carries the code that Query clients know, in
/// x-amzn-query-error.
enum class QueryCode { never, when_asked, always };

/// A service of AWS as its clients meet it (botocore's service-2.json,
/// metadata): how requests name it, and how it words its errors.
struct ServiceDescription {
  std::string_view name;                     ///< in logs and faults: "sqs"
  std::string_view signing_name;             ///< in the signature's scope: "monitoring"
  std::string_view target_prefix = {};       ///< JSON and CBOR; empty: it speaks neither
  std::string_view query_version = {};       ///< Query's Version; empty: it does not speak it
  std::string_view xml_namespace = {};       ///< of its Query answers
  std::string_view error_prefix = {};        ///< before the code in __type: "com.amazonaws.sqs#"
  std::string_view message_key = "message";  ///< of its JSON errors
  QueryCode query_code = QueryCode::never;
  Input::Wording wording = {};
  /// What it says to those who ask too often.
  std::string_view throttling_code = "ThrottlingException";
  std::string_view throttling_message = "Rate exceeded";
  int throttling_status = 400;
  /// Members of its outputs, at any depth, that are times (CBOR and XML write
  /// these differently from numbers).
  std::span<const std::string_view> times = {};
  /// Members of its outputs, at any depth, that are maps: XML has entries for these.
  std::span<const std::string_view> maps = {};
  const QueryDialect* dialect = nullptr;  ///< null: as the Query protocol has it
};

/// Whether `member` is a time in the outputs of `service`.
[[nodiscard]] bool is_time(const ServiceDescription& service, std::string_view member);

/// Whether `member` is a map in the outputs of `service`.
[[nodiscard]] bool is_map(const ServiceDescription& service, std::string_view member);

/// The services of the loop. The sqs face adds its dialect to a copy.
extern const ServiceDescription sqs_service;
extern const ServiceDescription ecs_service;
extern const ServiceDescription cloudwatch_service;
extern const ServiceDescription application_auto_scaling_service;
extern const ServiceDescription eventbridge_service;
extern const ServiceDescription logs_service;
extern const ServiceDescription iam_service;
extern const ServiceDescription sts_service;
extern const ServiceDescription lambda_service;  ///< REST: for faults and logs only

}  // namespace sluice::local
