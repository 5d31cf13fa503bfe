// What a server may answer, as the clients read it. The first byte picks the
// reader, 'a' the first of them; the rest is the body.
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "aws/application_auto_scaling/codec.hpp"
#include "aws/credentials/from_json.hpp"
#include "aws/ecs/codec.hpp"
#include "aws/json_reading.hpp"
#include "aws/sqs/codec.hpp"
#include "aws/sts/codec.hpp"
#include "aws/wire.hpp"
#include "base/calendar.hpp"
#include "fuzz/expect.hpp"

namespace sluice::aws {
namespace {

using nlohmann::json;

/// Whether the number that was read is the one that was written.
bool same(std::int64_t read, const json& object, const char* name) {
  return object.at(name).dump() == std::to_string(read);
}

template <class Value>
bool told_why(const Result<Value, std::string>& answer) {
  if (!answer) CHECK(!answer.error().empty());
  return !answer;
}

template <const ServiceDescription& service>
void refusal(std::string_view body) {
  http::Response response{.status = 200, .body = std::string{body}};
  CHECK(read_answer(service, "Operation", response) == std::string{body});
  response.status = 400;
  const auto answer = read_answer(service, "Operation", response);
  CHECK(!answer && (!answer.error().code.empty() || !answer.error().message.empty()));
  fuzz::expect_one_line(to_line(answer.error()));
}

void queue_attributes(std::string_view body) {
  const auto answer = decode_get_queue_attributes(body);
  if (told_why(answer) || answer->attributes.empty()) return;
  const json written = json::parse(body).at("Attributes");
  CHECK(answer->attributes.size() == written.size());
  for (const auto& [name, text] : answer->attributes) CHECK(written.at(name) == text);
}

void queue_url(std::string_view body) {
  const auto answer = decode_get_queue_url(body);
  CHECK(told_why(answer) || !answer->queue_url.empty());
}

void services(std::string_view body) {
  const auto answer = decode_describe_services(body);
  if (told_why(answer)) return;
  const json written = json::parse(body);
  const json& list = array_or_empty(written, "services");
  CHECK(answer->services.size() == list.size());
  CHECK(answer->failures.size() == array_or_empty(written, "failures").size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const EcsServiceDescription& read = answer->services[i];
    CHECK(list[i].at("serviceName") == read.service_name);
    CHECK(same(read.running_count, list[i], "runningCount"));
    CHECK(same(read.pending_count, list[i], "pendingCount"));
    CHECK(same(read.desired_count, list[i], "desiredCount"));
  }
}

void scalable_targets(std::string_view body) {
  const auto answer = decode_describe_scalable_targets(body);
  if (told_why(answer)) return;
  const json written = json::parse(body);
  const json& list = array_or_empty(written, "ScalableTargets");
  CHECK(answer->scalable_targets.size() == list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    CHECK(same(answer->scalable_targets[i].min_capacity, list[i], "MinCapacity"));
    CHECK(same(answer->scalable_targets[i].max_capacity, list[i], "MaxCapacity"));
  }
}

void scaling_policies(std::string_view body) {
  const auto answer = decode_describe_scaling_policies(body);
  if (told_why(answer)) return;
  for (const ScalingPolicyDescription& policy : answer->scaling_policies) {
    CHECK(!policy.policy_name.empty() && !policy.resource_id.empty());
    CHECK(!policy.target_tracking || std::isfinite(policy.target_tracking->target_value));
  }
}

template <auto decode>
void session(std::string_view body) {
  const auto answer = decode(body);
  if (told_why(answer)) return;
  CHECK(!answer->access_key_id.empty() && !answer->secret_access_key.empty());
  if (answer->expires) CHECK(parse_iso8601(iso8601(*answer->expires)));
}

void caller(std::string_view body) {
  const auto answer = decode_get_caller_identity(body);
  CHECK(told_why(answer) || !(answer->account + answer->arn + answer->user_id).empty());
}

Result<Credentials, std::string> of_metadata(std::string_view text) {
  return credentials_from_json(text, JsonForm::metadata);
}
Result<Credentials, std::string> of_process(std::string_view text) {
  return credentials_from_json(text, JsonForm::process);
}

constexpr std::array readers{&refusal<ecs>,
                             &refusal<sts>,
                             &queue_attributes,
                             &queue_url,
                             &services,
                             &scalable_targets,
                             &scaling_policies,
                             &session<decode_assume_role>,
                             &session<decode_assume_role_with_web_identity>,
                             &session<of_metadata>,
                             &session<of_process>,
                             &caller};

}  // namespace
}  // namespace sluice::aws

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using sluice::aws::readers;
  if (size == 0) return 0;
  const std::size_t picked = (data[0] + readers.size() * 26 - 'a') % readers.size();
  readers[picked](sluice::fuzz::as_text(data + 1, size - 1));
  return 0;
}
