#include "local/store/message_rows.hpp"

#include <memory>

namespace sluice::local {
namespace {

std::int64_t ticks(Instant at) {
  return at.time_since_epoch().count();
}

Instant read_instant(Unpacker& from) {
  return Instant{Duration{from.number<std::int64_t>()}};
}

void pack_sum(const world::Md5& sum, Packer& packer) {
  for (const std::uint8_t byte : sum) packer.number(byte);
}

world::Md5 read_sum(Unpacker& from) {
  world::Md5 sum{};
  for (std::uint8_t& byte : sum) byte = from.number<std::uint8_t>();
  return sum;
}

void pack_optional_sum(const std::optional<world::Md5>& sum, Packer& packer) {
  packer.number(static_cast<std::uint8_t>(sum ? 1 : 0));
  if (sum) pack_sum(*sum, packer);
}

std::optional<world::Md5> read_optional_sum(Unpacker& from) {
  if (from.number<std::uint8_t>() == 0) return std::nullopt;
  return read_sum(from);
}

void pack_extras(const world::MessageExtras& extras, Packer& packer) {
  packer.number(static_cast<std::uint8_t>(extras.attributes.size()));  // ten at most
  for (const world::MessageAttribute& attribute : extras.attributes) {
    packer.text(attribute.name).text(attribute.data_type).text(attribute.value);
    packer.number(static_cast<std::uint8_t>(attribute.kind));
  }
  pack_optional_sum(extras.attributes_md5, packer);
  packer.text(extras.trace_header);
  pack_optional_sum(extras.system_attributes_md5, packer);
  packer.text(extras.group).text(extras.deduplication_id).text(extras.dead_letter_source);
}

world::MessageExtras read_extras(Unpacker& from) {
  world::MessageExtras extras;
  const auto count = from.number<std::uint8_t>();
  for (std::uint8_t i = 0; i < count && from.ok(); ++i) {
    world::MessageAttribute attribute{.name = from.text(), .data_type = from.text()};
    attribute.value = from.text();
    attribute.kind = static_cast<world::MessageAttribute::Kind>(from.number<std::uint8_t>());
    extras.attributes.push_back(std::move(attribute));
  }
  extras.attributes_md5 = read_optional_sum(from);
  extras.trace_header = from.text();
  extras.system_attributes_md5 = read_optional_sum(from);
  extras.group = from.text();
  extras.deduplication_id = from.text();
  extras.dead_letter_source = from.text();
  return extras;
}

void read_state(Unpacker& from, world::StoredMessage& message) {
  message.slot = from.number<std::uint32_t>();
  message.receive_count = from.number<std::uint32_t>();
  message.received_before = from.number<std::uint32_t>();
  message.in_flight = from.number<std::uint8_t>() != 0;
  message.sent = read_instant(from);
  message.arrived = read_instant(from);
  message.visible_at = read_instant(from);
  message.received = read_instant(from);
  message.first_received = read_instant(from);
}

void read_content(Unpacker& from, world::StoredMessage& message) {
  message.id.high = from.number<std::uint64_t>();
  message.id.low = from.number<std::uint64_t>();
  message.body_md5 = read_sum(from);
  message.body = from.text();
  if (from.number<std::uint8_t>() == 0) return;
  message.extras = std::make_shared<const world::MessageExtras>(read_extras(from));
}

}  // namespace

void pack_state(const world::StoredMessage& message, Packer& packer) {
  packer.number(message.slot).number(message.receive_count).number(message.received_before);
  packer.number(static_cast<std::uint8_t>(message.in_flight ? 1 : 0));
  for (const Instant at : {message.sent, message.arrived, message.visible_at, message.received,
                           message.first_received})
    packer.number(ticks(at));
}

void pack_content(const world::StoredMessage& message, Packer& packer) {
  packer.number(message.id.high).number(message.id.low);
  pack_sum(message.body_md5, packer);
  packer.text(message.body);
  packer.number(static_cast<std::uint8_t>(message.extras ? 1 : 0));
  if (message.extras) pack_extras(*message.extras, packer);
}

std::optional<world::StoredMessage> unpack_message(const MessageRow& row) {
  world::StoredMessage message{.serial = row.serial, .slot = 0};
  Unpacker state{row.state};
  read_state(state, message);
  Unpacker content{row.content};
  read_content(content, message);
  if (!state.complete() || !content.complete()) return std::nullopt;
  return message;
}

std::string packed(const world::Deduplication& deduplication) {
  Packer packer;
  packer.number(ticks(deduplication.accepted));
  packer.number(deduplication.id.high).number(deduplication.id.low);
  packer.number(deduplication.serial);
  return packer.bytes();
}

std::optional<world::Deduplication> unpack_deduplication(std::string_view key,
                                                         std::string_view bytes) {
  Unpacker from{bytes};
  world::Deduplication deduplication{.key = std::string{key}, .accepted = read_instant(from)};
  deduplication.id.high = from.number<std::uint64_t>();
  deduplication.id.low = from.number<std::uint64_t>();
  deduplication.serial = from.number<std::uint64_t>();
  if (!from.complete()) return std::nullopt;
  return deduplication;
}

}  // namespace sluice::local
