#include "local/sqs/attributes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "world/sqs/refusals.hpp"

namespace sluice::local {
namespace {

using world::QueueSettings;
namespace sqs = world::sqs;

std::optional<std::int64_t> number_from(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> flag_from(std::string_view text) {
  if (text == "true" || text == "True") return true;
  if (text == "false" || text == "False") return false;
  return std::nullopt;
}

struct NumberRow {
  std::string_view name;
  std::optional<std::int64_t> QueueSettings::*member;
};
constexpr std::array numbers{
    NumberRow{"DelaySeconds", &QueueSettings::delay_seconds},
    NumberRow{"MaximumMessageSize", &QueueSettings::maximum_message_size},
    NumberRow{"MessageRetentionPeriod", &QueueSettings::message_retention_period},
    NumberRow{"ReceiveMessageWaitTimeSeconds", &QueueSettings::receive_message_wait_time_seconds},
    NumberRow{"VisibilityTimeout", &QueueSettings::visibility_timeout},
    NumberRow{"KmsDataKeyReusePeriodSeconds", &QueueSettings::kms_data_key_reuse_period_seconds},
};

struct FlagRow {
  std::string_view name;
  std::optional<bool> QueueSettings::*member;
};
constexpr std::array flags{
    FlagRow{"SqsManagedSseEnabled", &QueueSettings::sqs_managed_sse_enabled},
    FlagRow{"FifoQueue", &QueueSettings::fifo_queue},
    FlagRow{"ContentBasedDeduplication", &QueueSettings::content_based_deduplication},
};

struct TextRow {
  std::string_view name;
  std::optional<std::string> QueueSettings::*member;
};
constexpr std::array texts{
    TextRow{"KmsMasterKeyId", &QueueSettings::kms_master_key_id},
    TextRow{"DeduplicationScope", &QueueSettings::deduplication_scope},
    TextRow{"FifoThroughputLimit", &QueueSettings::fifo_throughput_limit},
};

template <class Rows>
auto row_of(const Rows& rows, std::string_view name) {
  const auto* row = std::ranges::find(rows, name, &Rows::value_type::name);
  return row == rows.end() ? nullptr : row;
}

std::optional<Json> object_from(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded() || !value.is_object()) return std::nullopt;
  return value;
}

/// AWS takes the count as a number and as a text.
std::optional<std::int64_t> count_from(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_string()) return number_from(value.get_ref<const std::string&>());
  return std::nullopt;
}

world::Answer<world::RedrivePolicy> redrive_from(const std::string& text) {
  if (text.empty()) return world::RedrivePolicy{.dead_letter_target = "", .max_receive_count = 0};
  const auto wrong = [&](std::string_view reason) {
    return sqs::invalid_parameter(text, "RedrivePolicy", reason);
  };
  const auto object = object_from(text);
  if (!object) return wrong("Redrive policy is not a valid JSON map.");
  if (object->empty())
    return world::RedrivePolicy{.dead_letter_target = "", .max_receive_count = 0};
  for (const std::string_view name : {"deadLetterTargetArn", "maxReceiveCount"})
    if (!object->contains(name))
      return wrong(fmt::format("Redrive policy does not contain mandatory attribute: {}.", name));
  const Json& target = object->at("deadLetterTargetArn");
  const auto count = count_from(object->at("maxReceiveCount"));
  if (!target.is_string() || target.get_ref<const std::string&>().empty())
    return wrong("Invalid value for deadLetterTargetArn.");
  if (!count)
    return wrong(
        fmt::format("Invalid value for maxReceiveCount: {}, valid values are from 1 to "
                    "1000 both inclusive.",
                    object->at("maxReceiveCount").dump()));
  return world::RedrivePolicy{target.get<std::string>(), *count};
}

world::Answer<world::RedriveAllowPolicy> allowance_from(const std::string& text) {
  if (text.empty()) return world::RedriveAllowPolicy{.permission = ""};
  const auto wrong = [&](std::string_view reason) {
    return sqs::invalid_parameter(text, "RedriveAllowPolicy", reason);
  };
  const auto object = object_from(text);
  if (!object) return wrong("RedriveAllowPolicy is not a valid JSON map.");
  if (object->empty()) return world::RedriveAllowPolicy{.permission = ""};
  world::RedriveAllowPolicy policy{.permission = object->value("redrivePermission", "")};
  const std::string& word = policy.permission;
  if (word != "allowAll" && word != "denyAll" && word != "byQueue")
    return wrong("redrivePermission must be one of allowAll, denyAll, byQueue.");
  const auto sources = object->find("sourceQueueArns");
  if ((sources != object->end()) != (word == "byQueue"))
    return wrong("sourceQueueArns is for the redrivePermission byQueue, which needs it.");
  if (sources == object->end()) return policy;
  constexpr std::size_t most_sources = 10;
  if (!sources->is_array() || sources->empty() || sources->size() > most_sources)
    return wrong("sourceQueueArns must have 1 to 10 elements.");
  for (const Json& arn : *sources) {
    if (!arn.is_string()) return wrong("sourceQueueArns must be texts.");
    policy.sources.push_back(arn.get<std::string>());
  }
  return policy;
}

world::Answer<void> read_policy(std::string_view name, const std::string& text,
                                QueueSettings& settings) {
  if (name == "Policy") {
    if (!text.empty() && !object_from(text)) return sqs::invalid_attribute_value("Policy");
    settings.policy = text;
  } else if (name == "RedrivePolicy") {
    auto policy = redrive_from(text);
    if (!policy) return Failure<world::Refusal>{policy.error()};
    settings.redrive_policy = std::move(*policy);
  } else if (name == "RedriveAllowPolicy") {
    auto policy = allowance_from(text);
    if (!policy) return Failure<world::Refusal>{policy.error()};
    settings.redrive_allow_policy = std::move(*policy);
  } else {
    return sqs::unknown_attribute(name);
  }
  return {};
}

world::Answer<void> read_one(std::string_view name, const std::string& text,
                             QueueSettings& settings) {
  if (const auto* number = row_of(numbers, name)) {
    settings.*number->member = number_from(text);
    if (!(settings.*number->member)) return sqs::invalid_attribute_value(name);
  } else if (const auto* flag = row_of(flags, name)) {
    settings.*flag->member = flag_from(text);
    if (!(settings.*flag->member)) return sqs::invalid_attribute_value(name);
  } else if (const auto* word = row_of(texts, name)) {
    settings.*word->member = text;
  } else {
    return read_policy(name, text, settings);
  }
  return {};
}

std::string flag_text(bool flag) {
  return flag ? "true" : "false";
}

std::string seconds_text(Instant at) {
  return fmt::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
}

std::string redrive_text(const world::RedrivePolicy& policy) {
  Json json = Json::object();
  json["deadLetterTargetArn"] = policy.dead_letter_target;
  json["maxReceiveCount"] = policy.max_receive_count;
  return json.dump();
}

std::string allowance_text(const world::RedriveAllowPolicy& policy) {
  Json json = Json::object();
  json["redrivePermission"] = policy.permission;
  if (!policy.sources.empty()) json["sourceQueueArns"] = policy.sources;
  return json.dump();
}

void show_optional(Json& all, const world::QueueAttributes& attributes) {
  if (!attributes.policy.empty()) all["Policy"] = attributes.policy;
  if (attributes.redrive_policy) all["RedrivePolicy"] = redrive_text(*attributes.redrive_policy);
  if (attributes.redrive_allow_policy)
    all["RedriveAllowPolicy"] = allowance_text(*attributes.redrive_allow_policy);
  if (!attributes.kms_master_key_id.empty()) {
    all["KmsMasterKeyId"] = attributes.kms_master_key_id;
    all["KmsDataKeyReusePeriodSeconds"] =
        fmt::to_string(attributes.kms_data_key_reuse_period_seconds);
  }
  if (!attributes.fifo_queue) return;
  all["FifoQueue"] = "true";
  all["ContentBasedDeduplication"] = flag_text(attributes.content_based_deduplication);
  all["DeduplicationScope"] = attributes.deduplication_scope;
  all["FifoThroughputLimit"] = attributes.fifo_throughput_limit;
}

Json all_attributes(const ShownQueue& queue) {
  const world::QueueAttributes& attributes = queue.state.attributes;
  Json all = Json::object();
  all["QueueArn"] = queue.arn;
  all["ApproximateNumberOfMessages"] = fmt::to_string(queue.counts.visible);
  all["ApproximateNumberOfMessagesNotVisible"] = fmt::to_string(queue.counts.in_flight);
  all["ApproximateNumberOfMessagesDelayed"] = fmt::to_string(queue.counts.delayed);
  all["CreatedTimestamp"] = seconds_text(queue.state.created);
  all["LastModifiedTimestamp"] = seconds_text(queue.state.modified);
  all["VisibilityTimeout"] = fmt::to_string(attributes.visibility_timeout);
  all["MaximumMessageSize"] = fmt::to_string(attributes.maximum_message_size);
  all["MessageRetentionPeriod"] = fmt::to_string(attributes.message_retention_period);
  all["DelaySeconds"] = fmt::to_string(attributes.delay_seconds);
  all["ReceiveMessageWaitTimeSeconds"] =
      fmt::to_string(attributes.receive_message_wait_time_seconds);
  all["SqsManagedSseEnabled"] = flag_text(attributes.sqs_managed_sse_enabled);
  show_optional(all, attributes);
  return all;
}

/// Those that a queue need not have.
constexpr std::array<std::string_view, 9> sometimes_there{"Policy",
                                                          "RedrivePolicy",
                                                          "FifoQueue",
                                                          "RedriveAllowPolicy",
                                                          "KmsMasterKeyId",
                                                          "ContentBasedDeduplication",
                                                          "KmsDataKeyReusePeriodSeconds",
                                                          "DeduplicationScope",
                                                          "FifoThroughputLimit"};

}  // namespace

world::Answer<QueueSettings> settings_from(
    const std::map<std::string, std::string, std::less<>>& attributes) {
  QueueSettings settings;
  for (const auto& [name, text] : attributes)
    if (auto good = read_one(name, text, settings); !good)
      return Failure<world::Refusal>{good.error()};
  return settings;
}

world::Answer<Json> shown_attributes(const ShownQueue& queue,
                                     const std::vector<std::string>& names) {
  Json all = all_attributes(queue);
  if (std::ranges::find(names, "All") != names.end()) return all;
  Json shown = Json::object();
  for (const std::string& name : names) {
    if (const auto found = all.find(name); found != all.end()) {
      shown[name] = *found;
    } else if (std::ranges::find(sometimes_there, name) == sometimes_there.end()) {
      return sqs::unknown_attribute(name);
    }
  }
  return shown;
}

}  // namespace sluice::local
