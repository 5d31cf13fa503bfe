// Targets, and the events that reach them.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "world/events/event_bridge.hpp"

namespace sluice::world {
namespace {

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
constexpr std::size_t most_targets = 5;
constexpr std::size_t most_entries = 10;
constexpr std::size_t largest_entry = 262'144;

bool is_function(std::string_view arn) {
  return arn.starts_with("arn:") && arn.find(":lambda:") != std::string_view::npos &&
         arn.find(":function:") != std::string_view::npos;
}

Answer<void> check_target(const RuleTarget& target, const EventDocuments& documents) {
  if (!target.arn.starts_with("arn:"))
    return refuse("ValidationException",
                  fmt::format("Parameter {} is not valid. Reason: Provided Arn is not in correct "
                              "format.",
                              target.arn));
  if (!is_function(target.arn))
    return refuse("ValidationException",
                  fmt::format("Parameter {} is not valid. Reason: Only Lambda functions are "
                              "targets here.",
                              target.arn));
  const int ways = static_cast<int>(target.input.has_value()) +
                   static_cast<int>(target.input_path.has_value()) +
                   static_cast<int>(target.input_transformer.has_value());
  if (ways > 1)
    return refuse("ValidationException",
                  fmt::format("Only one of Input, InputPath, or InputTransformer must be provided "
                              "for target {}.",
                              target.id));
  return documents.check_target(target);
}

std::size_t size_of(const PutEventsEntry& entry) {
  std::size_t size = entry.source.value_or("").size() + entry.detail_type.value_or("").size() +
                     entry.detail.value_or("").size();
  for (const std::string& resource : entry.resources) size += resource.size();
  return size;
}

Failure<Refusal> missing(std::string_view member) {
  return refuse(
      "InvalidArgument",
      fmt::format("Parameter {} is not valid. Reason: {} is a required argument.", member, member));
}

Answer<void> check_entry(const PutEventsEntry& entry, const EventDocuments& documents) {
  if (entry.source.value_or("").empty()) return missing("Source");
  if (entry.detail_type.value_or("").empty()) return missing("DetailType");
  if (entry.detail.value_or("").empty()) return missing("Detail");
  if (entry.source.value_or("").starts_with("aws."))
    return refuse("NotAuthorizedForSourceException", "Not authorized for the source.");
  if (!documents.is_object(entry.detail.value_or("")))
    return refuse("MalformedDetail", "Detail is malformed.");
  return {};
}

}  // namespace

Answer<std::vector<FailedEntry>> EventBridge::put_targets(std::string_view rule,
                                                          std::vector<RuleTarget> targets) {
  auto found = find(rule);
  if (!found) return Failure<Refusal>{found.error()};
  for (const RuleTarget& target : targets)
    if (auto right = check_target(target, ports_.documents); !right)
      return Failure<Refusal>{right.error()};
  auto& kept = (*found)->targets;
  const auto is_new = [&](const RuleTarget& target) { return !kept.contains(target.id); };
  const auto added = std::ranges::count_if(targets, is_new);
  if (kept.size() + static_cast<std::size_t>(added) > most_targets)
    return refuse("LimitExceededException",
                  "The requested resource exceeds the maximum number allowed.");
  for (RuleTarget& target : targets) {
    const std::string id = target.id;
    kept.insert_or_assign(id, std::move(target));
  }
  ++revision_;
  return std::vector<FailedEntry>{};
}

Answer<TargetPage> EventBridge::list_targets(std::string_view rule, const Paging& paging) const {
  const auto found = describe_rule(rule);
  if (!found) return Failure<Refusal>{found.error()};
  const auto& targets = (*found)->targets;
  TargetPage page;
  for (auto at = paging.next_token.empty() ? targets.begin()
                                           : targets.upper_bound(paging.next_token);
       at != targets.end(); ++at) {
    if (page.targets.size() == paging.limit) {
      page.next_token = page.targets.back()->id;
      break;
    }
    page.targets.push_back(&at->second);
  }
  return page;
}

Answer<std::vector<FailedEntry>> EventBridge::remove_targets(std::string_view rule,
                                                             const std::vector<std::string>& ids) {
  auto found = find(rule);
  if (!found) return Failure<Refusal>{found.error()};
  std::vector<FailedEntry> failed;
  for (const std::string& id : ids)
    if ((*found)->targets.erase(id) == 0)
      failed.push_back(
          {.target_id = id,
           .code = "ResourceNotFoundException",
           .message = fmt::format("Rule {} does not have target with Id {}", rule, id)});
  ++revision_;
  return failed;
}

RuleNamePage EventBridge::rule_names_by_target(std::string_view target_arn,
                                               const Paging& paging) const {
  RuleNamePage page;
  for (const auto& [name, rule] : state_.rules) {
    if (!paging.next_token.empty() && name <= paging.next_token) continue;
    const bool aims = std::ranges::any_of(
        rule.targets, [&](const auto& target) { return target.second.arn == target_arn; });
    if (!aims) continue;
    if (page.names.size() == paging.limit) {
      page.next_token = page.names.back();
      break;
    }
    page.names.push_back(name);
  }
  return page;
}

void EventBridge::deliver(const EventRule& rule, const std::string& document, Instant now) {
  const std::string arn = rule_arn(rule.name);
  observe(rule.name, "TriggeredRules", 1, now);
  for (const auto& [id, target] : rule.targets) {
    auto delivered =
        ports_.targets.deliver(target.arn, ports_.documents.input(target, document, arn), arn, now);
    observe(rule.name, "Invocations", 1, now);
    if (!delivered) observe(rule.name, "FailedInvocations", 1, now);
  }
}

void EventBridge::observe(std::string_view rule, std::string_view name, double value, Instant at) {
  const Dimension dimension{.name = "RuleName", .value = std::string{rule}};
  const Metric metric{
      .metric_namespace = "AWS/Events", .name = std::string{name}, .dimensions = {dimension}};
  ports_.metrics.observe(metric, value, "Count", at);
}

Answer<std::vector<PutEventsResult>> EventBridge::put_events(
    const std::vector<PutEventsEntry>& entries, Instant now) {
  if (entries.empty() || entries.size() > most_entries)
    return refuse("ValidationException",
                  "1 validation error detected: Value at 'entries' failed to satisfy constraint: "
                  "Member must have length between 1 and 10");
  std::size_t size = 0;
  for (const PutEventsEntry& entry : entries) size += size_of(entry);
  if (size > largest_entry)
    return refuse("ValidationException",
                  fmt::format("Total size of the entries in the request is over the limit."));
  std::vector<PutEventsResult> results;
  for (const PutEventsEntry& entry : entries) {
    if (auto right = check_entry(entry, ports_.documents); !right) {
      results.emplace_back(Failure<Refusal>{right.error()});
      continue;
    }
    const BusEvent event{.id = ports_.identities.uuid(),
                         .detail_type = entry.detail_type.value_or(""),
                         .source = entry.source.value_or(""),
                         .time = entry.time.value_or(now),
                         .resources = entry.resources,
                         .detail = entry.detail.value_or("")};
    const std::string document = ports_.documents.write(event, where_);
    results.emplace_back(event.id);
    for (const auto& [name, rule] : state_.rules)
      if (rule.enabled && !rule.event_pattern.empty() &&
          ports_.documents.matches(rule.event_pattern, document))
        deliver(rule, document, now);
  }
  return results;
}

}  // namespace sluice::world
