#include "local/sqs/message_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "world/sqs/message_rules.hpp"

namespace sluice::local {
namespace {

using world::MessageAttribute;

MessageAttribute attribute_from(std::string_view name, Input& input) {
  MessageAttribute attribute{.name = std::string{name},
                             .data_type = input.text("DataType").value_or("")};
  attribute.kind = MessageAttribute::Kind::none;
  if (auto text = input.text("StringValue")) {
    attribute.kind = MessageAttribute::Kind::text;
    attribute.value = std::move(*text);
  }
  if (auto bytes = input.blob("BinaryValue")) {
    attribute.kind = MessageAttribute::Kind::binary;
    attribute.value = std::move(*bytes);
  }
  return attribute;
}

std::vector<MessageAttribute> attributes_from(Input& input, std::string_view member) {
  std::vector<MessageAttribute> attributes;
  for (auto& [name, value] : input.structure_map(member))
    attributes.push_back(attribute_from(name, value));
  return attributes;
}

Json attribute_json(const MessageAttribute& attribute) {
  Json json = Json::object();
  json["DataType"] = attribute.data_type;
  if (attribute.kind == MessageAttribute::Kind::binary) {
    json["BinaryValue"] = base64(attribute.value);
  } else {
    json["StringValue"] = attribute.value;
  }
  return json;
}

bool wants(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view wanted) {
    if (wanted == "All" || wanted == ".*" || wanted == name) return true;
    if (!wanted.ends_with(".*")) return false;
    wanted.remove_suffix(2);
    return name.starts_with(wanted);
  });
}

Json system_attributes(const world::ReceivedMessage& message, std::string_view account) {
  Json all = Json::object();
  all["SenderId"] = account;
  all["SentTimestamp"] = milliseconds_text(message.sent);
  all["ApproximateReceiveCount"] = fmt::to_string(message.receive_count);
  all["ApproximateFirstReceiveTimestamp"] = milliseconds_text(message.first_received);
  if (!message.extras) return all;
  const world::MessageExtras& extras = *message.extras;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) all[name] = value;
  };
  add("MessageGroupId", extras.group);
  add("MessageDeduplicationId", extras.deduplication_id);
  add("AWSTraceHeader", extras.trace_header);
  add("DeadLetterQueueSourceArn", extras.dead_letter_source);
  if (!extras.deduplication_id.empty()) all["SequenceNumber"] = sequence_number(message.serial);
  return all;
}

/// The sum is of what is shown, not of all that was sent.
void show_attributes(Json& json, const world::MessageExtras& extras,
                     const std::vector<std::string>& wanted, world::Digests& digests) {
  std::vector<MessageAttribute> shown;
  std::ranges::copy_if(extras.attributes, std::back_inserter(shown),
                       [&](const MessageAttribute& one) { return wants(wanted, one.name); });
  if (shown.empty()) return;
  Json& all = json["MessageAttributes"] = Json::object();
  for (const MessageAttribute& attribute : shown) all[attribute.name] = attribute_json(attribute);
  const bool whole = shown.size() == extras.attributes.size();
  json["MD5OfMessageAttributes"] =
      text_of(whole ? *extras.attributes_md5 : digests.md5(world::sqs::digest_input(shown)));
}

}  // namespace

std::string sequence_number(std::uint64_t serial) {
  return fmt::format("1887{:016}", serial);
}

std::string milliseconds_text(Instant at) {
  return fmt::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
}

std::string text_of(const world::Md5& sum) {
  std::string text;
  world::append_hex(text, sum);
  return text;
}

std::string text_of(const world::Uuid& id) {
  std::string text;
  world::append_uuid(text, id);
  return text;
}

world::SendMessageRequest sent_message_from(Input& input) {
  world::SendMessageRequest request{.body = input.required_text("MessageBody")};
  request.delay_seconds = input.integer("DelaySeconds");
  request.attributes = attributes_from(input, "MessageAttributes");
  request.system_attributes = attributes_from(input, "MessageSystemAttributes");
  request.group = input.text("MessageGroupId");
  request.deduplication_id = input.text("MessageDeduplicationId");
  return request;
}

Json sent_message_json(const world::SendMessageResponse& sent) {
  Json json = Json::object();
  json["MessageId"] = text_of(sent.id);
  json["MD5OfMessageBody"] = text_of(sent.body_md5);
  if (sent.attributes_md5) json["MD5OfMessageAttributes"] = text_of(*sent.attributes_md5);
  if (sent.system_attributes_md5)
    json["MD5OfMessageSystemAttributes"] = text_of(*sent.system_attributes_md5);
  if (sent.serial) json["SequenceNumber"] = sequence_number(*sent.serial);
  return json;
}

Json received_message_json(const world::ReceivedMessage& message, const WantedAttributes& wanted,
                           std::string_view account, world::Digests& digests) {
  Json json = Json::object();
  json["MessageId"] = text_of(message.id);
  json["ReceiptHandle"] = message.receipt_handle;
  json["MD5OfBody"] = text_of(message.body_md5);
  json["Body"] = message.body;
  if (!wanted.system.empty()) {
    Json shown = Json::object();
    const Json all = system_attributes(message, account);  // must outlive its items
    for (const auto& [name, value] : all.items())
      if (wants(wanted.system, name)) shown[name] = value;
    if (!shown.empty()) json["Attributes"] = std::move(shown);
  }
  if (message.extras && !wanted.message.empty())
    show_attributes(json, *message.extras, wanted.message, digests);
  return json;
}

}  // namespace sluice::local
