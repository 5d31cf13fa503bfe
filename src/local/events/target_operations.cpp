#include "local/events/target_operations.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace sluice::local {
namespace {

using world::EventBridge;

constexpr std::int64_t largest_page = 100;
constexpr std::int64_t most_retries = 185;
constexpr std::int64_t least_age = 60;
constexpr std::int64_t most_age = 86400;

world::RuleTarget read_target(Input& input) {
  world::RuleTarget target{.id = input.required_text("Id"),
                           .arn = input.required_text("Arn"),
                           .role_arn = input.text("RoleArn").value_or(""),
                           .input = input.text("Input"),
                           .input_path = input.text("InputPath")};
  if (auto transformer = input.structure("InputTransformer"))
    target.input_transformer =
        world::InputTransformer{.paths = transformer->text_map("InputPathsMap"),
                                .input_template = transformer->required_text("InputTemplate")};
  if (auto dead_letters = input.structure("DeadLetterConfig"))
    target.dead_letter_arn = dead_letters->text("Arn").value_or("");
  if (auto policy = input.structure("RetryPolicy")) {
    target.maximum_retry_attempts = policy->integer_within("MaximumRetryAttempts", 0, most_retries);
    target.maximum_event_age =
        policy->integer_within("MaximumEventAgeInSeconds", least_age, most_age);
  }
  return target;
}

Json target_json(const world::RuleTarget& target) {
  Json json = {{"Id", target.id}, {"Arn", target.arn}};
  if (!target.role_arn.empty()) json["RoleArn"] = target.role_arn;
  if (target.input) json["Input"] = *target.input;
  if (target.input_path) json["InputPath"] = *target.input_path;
  if (target.input_transformer) {
    Json transformer = {{"InputTemplate", target.input_transformer->input_template}};
    if (!target.input_transformer->paths.empty())
      transformer["InputPathsMap"] = target.input_transformer->paths;
    json["InputTransformer"] = std::move(transformer);
  }
  if (!target.dead_letter_arn.empty()) json["DeadLetterConfig"] = {{"Arn", target.dead_letter_arn}};
  Json policy = Json::object();
  if (target.maximum_retry_attempts)
    policy["MaximumRetryAttempts"] = *target.maximum_retry_attempts;
  if (target.maximum_event_age) policy["MaximumEventAgeInSeconds"] = *target.maximum_event_age;
  if (!policy.empty()) json["RetryPolicy"] = std::move(policy);
  return json;
}

Output batch_output(const world::Answer<std::vector<world::FailedEntry>>& failed) {
  if (!failed) return refused(failed.error());
  Json entries = Json::array();
  for (const world::FailedEntry& entry : *failed)
    entries.push_back(Json{
        {"TargetId", entry.target_id}, {"ErrorCode", entry.code}, {"ErrorMessage", entry.message}});
  return Json{{"FailedEntryCount", failed->size()}, {"FailedEntries", std::move(entries)}};
}

world::PutEventsEntry read_entry(const EventBridge& bridge, Input& input) {
  read_event_bus(bridge, input);
  input.ignore("TraceHeader");
  return {.source = input.text("Source"),
          .detail_type = input.text("DetailType"),
          .detail = input.text("Detail"),
          .resources = input.texts("Resources"),
          .time = input.instant("Time")};
}

}  // namespace

void read_event_bus(const EventBridge& bridge, Input& input, std::string_view member) {
  const std::string bus = input.text(member).value_or("default");
  if (bus == "default" || bus == bridge.bus_arn()) return;
  input.refuse({.code = "ResourceNotFoundException",
                .message = fmt::format("Event bus {} does not exist.", bus)});
}

world::Paging read_paging(Input& input) {
  return {.next_token = input.text("NextToken").value_or(""),
          .limit = static_cast<std::size_t>(
              input.integer_within("Limit", 1, largest_page).value_or(largest_page))};
}

Output put_targets(EventBridge& bridge, Input& input, const Call& /*call*/) {
  read_event_bus(bridge, input);
  const std::string rule = input.required_text("Rule");
  std::vector<world::RuleTarget> targets;
  for (Input& target : input.structures("Targets")) targets.push_back(read_target(target));
  if (auto wrong = input.refusal()) return refused(*wrong);
  return batch_output(bridge.put_targets(rule, std::move(targets)));
}

Output list_targets_by_rule(EventBridge& bridge, Input& input, const Call& /*call*/) {
  read_event_bus(bridge, input);
  const std::string rule = input.required_text("Rule");
  const world::Paging paging = read_paging(input);
  if (auto wrong = input.refusal()) return refused(*wrong);
  const auto page = bridge.list_targets(rule, paging);
  if (!page) return refused(page.error());
  Json output = {{"Targets", Json::array()}};
  for (const world::RuleTarget* target : page->targets)
    output["Targets"].push_back(target_json(*target));
  if (!page->next_token.empty()) output["NextToken"] = page->next_token;
  return output;
}

Output remove_targets(EventBridge& bridge, Input& input, const Call& /*call*/) {
  read_event_bus(bridge, input);
  const std::string rule = input.required_text("Rule");
  const std::vector<std::string> ids = input.texts("Ids");
  input.ignore("Force");  // for the rules of AWS services, of which there are none
  if (auto wrong = input.refusal()) return refused(*wrong);
  return batch_output(bridge.remove_targets(rule, ids));
}

Output list_rule_names_by_target(EventBridge& bridge, Input& input, const Call& /*call*/) {
  read_event_bus(bridge, input);
  const std::string target = input.required_text("TargetArn");
  const world::Paging paging = read_paging(input);
  if (auto wrong = input.refusal()) return refused(*wrong);
  const world::RuleNamePage page = bridge.rule_names_by_target(target, paging);
  Json output = {{"RuleNames", page.names}};
  if (!page.next_token.empty()) output["NextToken"] = page.next_token;
  return output;
}

Output put_events(EventBridge& bridge, Input& input, const Call& call) {
  std::vector<world::PutEventsEntry> entries;
  for (Input& entry : input.structures("Entries")) entries.push_back(read_entry(bridge, entry));
  if (auto wrong = input.refusal()) return refused(*wrong);
  const auto results = bridge.put_events(entries, call.now);
  if (!results) return refused(results.error());
  std::int64_t failed = 0;
  Json shown = Json::array();
  for (const world::PutEventsResult& result : *results) {
    if (result) {
      shown.push_back(Json{{"EventId", *result}});
      continue;
    }
    ++failed;
    shown.push_back(
        Json{{"ErrorCode", result.error().code}, {"ErrorMessage", result.error().message}});
  }
  return Json{{"FailedEntryCount", failed}, {"Entries", std::move(shown)}};
}

}  // namespace sluice::local
