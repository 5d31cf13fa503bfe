#include "world/sqs/message_groups.hpp"

namespace sluice::world {

void MessageGroups::add(MessageStore& store, std::uint32_t slot, const std::string& group) {
  const auto found = groups_.try_emplace(group, MessageGroup{.name = group}).first;
  MessageNode& node = store.at(slot);
  node.in_group = &found->second;
  node.place = MessageNode::Place::grouped;
  found->second.line.push_back(store, slot);
}

void MessageGroups::remove(MessageStore& store, std::uint32_t slot) {
  MessageNode& node = store.at(slot);
  MessageGroup& group = *node.in_group;
  group.line.erase(store, slot);
  node.in_group = nullptr;
  look_at(store, group);
  if (group.line.empty()) groups_.erase(groups_.find(group.name));
}

void MessageGroups::look_at(const MessageStore& store, MessageGroup& group) {
  if (group.ready_as != 0) ready_.erase({group.ready_as, &group});
  group.ready_as = 0;
  if (group.in_flight > 0 || group.line.empty()) return;
  const MessageNode& head = store.at(group.line.first());
  if (head.place != MessageNode::Place::grouped) return;  // still delayed
  group.ready_as = head.message.serial;
  ready_.emplace(group.ready_as, &group);
}

}  // namespace sluice::world
