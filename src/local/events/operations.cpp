#include "local/events/operations.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "local/events/target_operations.hpp"

namespace sluice::local {
namespace {

using world::EventBridge;

world::RuleTags tags_of(Input& input) {
  world::RuleTags tags;
  for (Input& tag : input.structures("Tags"))
    tags.insert_or_assign(tag.required_text("Key"), tag.required_text("Value"));
  return tags;
}

Output put_rule(EventBridge& bridge, Input& input, const Call& call) {
  read_event_bus(bridge, input);
  const auto state = input.one_of("State", {"ENABLED", "DISABLED"});
  world::PutRuleRequest request{
      .name = input.required_text("Name"),
      .schedule_expression = input.text("ScheduleExpression").value_or(""),
      .event_pattern = input.text("EventPattern").value_or(""),
      .enabled = state != "DISABLED",
      .description = input.text("Description").value_or(""),
      .role_arn = input.text("RoleArn").value_or(""),
      .tags = tags_of(input)};
  if (auto wrong = input.refusal()) return refused(*wrong);
  const auto arn = bridge.put_rule(std::move(request), call.now);
  if (!arn) return refused(arn.error());
  return Json{{"RuleArn", *arn}};
}

Json rule_json(const EventBridge& bridge, const world::EventRule& rule) {
  Json json = {{"Name", rule.name},
               {"Arn", bridge.rule_arn(rule.name)},
               {"State", rule.enabled ? "ENABLED" : "DISABLED"},
               {"EventBusName", "default"}};
  const auto add = [&json](const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
  };
  add("ScheduleExpression", rule.schedule_expression);
  add("EventPattern", rule.event_pattern);
  add("Description", rule.description);
  add("RoleArn", rule.role_arn);
  return json;
}

Output describe_rule(EventBridge& bridge, Input& input, const Call& call) {
  read_event_bus(bridge, input);
  const std::string name = input.required_text("Name");
  if (auto wrong = input.refusal()) return refused(*wrong);
  const auto rule = bridge.describe_rule(name);
  if (!rule) return refused(rule.error());
  Json output = rule_json(bridge, **rule);
  output["CreatedBy"] = call.where.account;
  return output;
}

Output list_rules(EventBridge& bridge, Input& input, const Call& /*call*/) {
  read_event_bus(bridge, input);
  const std::string prefix = input.text("NamePrefix").value_or("");
  const world::Paging paging = read_paging(input);
  if (auto wrong = input.refusal()) return refused(*wrong);
  const world::RulePage page = bridge.list_rules(prefix, paging);
  Json output = {{"Rules", Json::array()}};
  for (const world::EventRule* rule : page.rules)
    output["Rules"].push_back(rule_json(bridge, *rule));
  if (!page.next_token.empty()) output["NextToken"] = page.next_token;
  return output;
}

Output delete_rule(EventBridge& bridge, Input& input, const Call& /*call*/) {
  read_event_bus(bridge, input);
  const std::string name = input.required_text("Name");
  input.ignore("Force");  // for the rules of AWS services, of which there are none
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(bridge.delete_rule(name));
}

Output enable_rule(EventBridge& bridge, Input& input, const Call& call) {
  read_event_bus(bridge, input);
  const std::string name = input.required_text("Name");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(bridge.enable_rule(name, call.now));
}

Output disable_rule(EventBridge& bridge, Input& input, const Call& /*call*/) {
  read_event_bus(bridge, input);
  const std::string name = input.required_text("Name");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(bridge.disable_rule(name));
}

Output tag_resource(EventBridge& bridge, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("ResourceARN");
  const world::RuleTags tags = tags_of(input);
  if (auto wrong = input.refusal()) return refused(*wrong);
  if (auto tagged = bridge.tag(arn, tags); !tagged) return refused(tagged.error());
  return Json::object();
}

Output untag_resource(EventBridge& bridge, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("ResourceARN");
  const std::vector<std::string> keys = input.texts("TagKeys");
  if (auto wrong = input.refusal()) return refused(*wrong);
  if (auto untagged = bridge.untag(arn, keys); !untagged) return refused(untagged.error());
  return Json::object();
}

Output list_tags_for_resource(EventBridge& bridge, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("ResourceARN");
  if (auto wrong = input.refusal()) return refused(*wrong);
  const auto tags = bridge.tags(arn);
  if (!tags) return refused(tags.error());
  Json output = {{"Tags", Json::array()}};
  for (const auto& [key, value] : *tags)
    output["Tags"].push_back(Json{{"Key", key}, {"Value", value}});
  return output;
}

Json default_bus(const EventBridge& bridge) {
  return {{"Name", "default"}, {"Arn", bridge.bus_arn()}};
}

Output describe_event_bus(EventBridge& bridge, Input& input, const Call& /*call*/) {
  read_event_bus(bridge, input, "Name");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return default_bus(bridge);
}

Output list_event_buses(EventBridge& bridge, Input& input, const Call& /*call*/) {
  const std::string prefix = input.text("NamePrefix").value_or("");
  input.ignore("NextToken");
  input.ignore("Limit");
  if (auto wrong = input.refusal()) return refused(*wrong);
  Json output = {{"EventBuses", Json::array()}};
  if (std::string_view{"default"}.starts_with(prefix))
    output["EventBuses"].push_back(default_bus(bridge));
  return output;
}

constexpr std::array<Operation<EventBridge>, 16> operations{{
    {"PutRule", put_rule},
    {"DescribeRule", describe_rule},
    {"ListRules", list_rules},
    {"DeleteRule", delete_rule},
    {"EnableRule", enable_rule},
    {"DisableRule", disable_rule},
    {"PutTargets", put_targets},
    {"ListTargetsByRule", list_targets_by_rule},
    {"RemoveTargets", remove_targets},
    {"ListRuleNamesByTarget", list_rule_names_by_target},
    {"PutEvents", put_events},
    {"TagResource", tag_resource},
    {"UntagResource", untag_resource},
    {"ListTagsForResource", list_tags_for_resource},
    {"DescribeEventBus", describe_event_bus},
    {"ListEventBuses", list_event_buses},
}};

}  // namespace

std::span<const Operation<EventBridge>> events_operations() {
  return operations;
}

}  // namespace sluice::local
