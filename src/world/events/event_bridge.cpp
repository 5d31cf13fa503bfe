#include "world/events/event_bridge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "world/schedule/schedule.hpp"

namespace sluice::world {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t most_tags = 50;

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

Answer<void> check_name(std::string_view name) {
  if (!name.empty() && name.size() <= longest_name && std::ranges::all_of(name, in_name)) return {};
  return refuse("ValidationException",
                fmt::format("1 validation error detected: Value '{}' at 'name' failed to satisfy "
                            "constraint: Member must satisfy regular expression pattern: "
                            "[\\.\\-_A-Za-z0-9]+",
                            name));
}

Failure<Refusal> no_such_rule(std::string_view name) {
  return refuse("ResourceNotFoundException",
                fmt::format("Rule {} does not exist on EventBus default.", name));
}

/// A rate begins anew when its expression changes.
Instant since(const EventRule& old, const PutRuleRequest& request, Instant now) {
  return old.schedule_expression == request.schedule_expression ? old.scheduled_since : now;
}

}  // namespace

EventBridge::EventBridge(Location where, EventBridgePorts ports, EventBridgeParameters parameters)
    : where_{std::move(where)}, ports_{ports}, parameters_{parameters} {}

std::string EventBridge::rule_arn(std::string_view name) const {
  return arn(where_, "events", fmt::format("rule/{}", name));
}

std::string EventBridge::bus_arn() const {
  return arn(where_, "events", "event-bus/default");
}

Answer<EventRule*> EventBridge::find(std::string_view name) {
  const auto found = state_.rules.find(name);
  if (found == state_.rules.end()) return no_such_rule(name);
  return &found->second;
}

Answer<EventRule*> EventBridge::find_by_arn(std::string_view arn) {
  const std::string prefix = rule_arn("");
  if (!arn.starts_with(prefix))
    return refuse("ValidationException",
                  fmt::format("Parameter {} is not valid. Reason: Provided Arn is not in correct "
                              "format.",
                              arn));
  return find(arn.substr(prefix.size()));
}

Answer<void> EventBridge::check(const PutRuleRequest& request) const {
  if (auto right = check_name(request.name); !right) return right;
  if (request.schedule_expression.empty() && request.event_pattern.empty())
    return refuse("ValidationException",
                  "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  if (!request.schedule_expression.empty()) {
    const auto schedule = parse_rule_schedule(request.schedule_expression);
    if (!schedule) return Failure<Refusal>{schedule.error()};
  }
  if (!request.event_pattern.empty()) return ports_.documents.check_pattern(request.event_pattern);
  return {};
}

Answer<std::string> EventBridge::put_rule(PutRuleRequest request, Instant now) {
  if (auto right = check(request); !right) return Failure<Refusal>{right.error()};
  const auto [at, created] = state_.rules.try_emplace(
      request.name, EventRule{.name = request.name, .scheduled_since = now});
  EventRule& rule = at->second;
  if (created) rule.tags = std::move(request.tags);
  const bool was_enabled = rule.enabled && !created;
  rule.scheduled_since = was_enabled ? since(rule, request, now) : now;
  rule.schedule_expression = std::move(request.schedule_expression);
  rule.event_pattern = std::move(request.event_pattern);
  rule.enabled = request.enabled;
  rule.description = std::move(request.description);
  rule.role_arn = std::move(request.role_arn);
  schedule(rule, now);
  ++revision_;
  return rule_arn(rule.name);
}

Answer<const EventRule*> EventBridge::describe_rule(std::string_view name) const {
  const auto found = state_.rules.find(name);
  if (found == state_.rules.end()) return no_such_rule(name);
  return &found->second;
}

RulePage EventBridge::list_rules(std::string_view prefix, const Paging& paging) const {
  RulePage page;
  auto at = paging.next_token.empty() ? state_.rules.lower_bound(prefix)
                                      : state_.rules.upper_bound(paging.next_token);
  for (; at != state_.rules.end() && at->first.starts_with(prefix); ++at) {
    if (page.rules.size() == paging.limit) {
      page.next_token = page.rules.back()->name;
      break;
    }
    page.rules.push_back(&at->second);
  }
  return page;
}

Answer<void> EventBridge::delete_rule(std::string_view name) {
  const auto found = state_.rules.find(name);
  if (found == state_.rules.end()) return {};
  if (!found->second.targets.empty())
    return refuse("ValidationException", "Rule can't be deleted since it has targets.");
  unschedule(found->second);
  state_.rules.erase(found);
  ++revision_;
  return {};
}

Answer<void> EventBridge::enable_rule(std::string_view name, Instant now) {
  auto found = find(name);
  if (!found) return Failure<Refusal>{found.error()};
  EventRule& rule = **found;
  if (rule.enabled) return {};
  rule.enabled = true;
  rule.scheduled_since = now;
  schedule(rule, now);
  ++revision_;
  return {};
}

Answer<void> EventBridge::disable_rule(std::string_view name) {
  auto found = find(name);
  if (!found) return Failure<Refusal>{found.error()};
  (*found)->enabled = false;
  unschedule(**found);
  ++revision_;
  return {};
}

Answer<void> EventBridge::tag(std::string_view arn, const RuleTags& tags) {
  auto found = find_by_arn(arn);
  if (!found) return Failure<Refusal>{found.error()};
  RuleTags all = tags;
  all.insert((*found)->tags.begin(), (*found)->tags.end());
  if (all.size() > most_tags)
    return refuse("ValidationException", "A resource can have no more than 50 tags.");
  (*found)->tags = std::move(all);
  ++revision_;
  return {};
}

Answer<void> EventBridge::untag(std::string_view arn, const std::vector<std::string>& keys) {
  auto found = find_by_arn(arn);
  if (!found) return Failure<Refusal>{found.error()};
  for (const std::string& key : keys) (*found)->tags.erase(key);
  ++revision_;
  return {};
}

Answer<RuleTags> EventBridge::tags(std::string_view arn) const {
  const std::string prefix = rule_arn("");
  if (!arn.starts_with(prefix)) return no_such_rule(arn);
  const auto found = describe_rule(arn.substr(prefix.size()));
  if (!found) return Failure<Refusal>{found.error()};
  return (*found)->tags;
}

void EventBridge::unschedule(EventRule& rule) {
  if (rule.next) agenda_.erase({*rule.next, rule.name});
  rule.next.reset();
}

void EventBridge::schedule(EventRule& rule, Instant after) {
  unschedule(rule);
  if (!rule.enabled || rule.schedule_expression.empty()) return;
  const auto expression = parse_rule_schedule(rule.schedule_expression);
  if (!expression) return;  // a restored state may hold anything
  rule.next = next_after(*expression, after, {.created = rule.scheduled_since});
  if (rule.next) agenda_.emplace(*rule.next, rule.name);
}

std::optional<Instant> EventBridge::due() const {
  if (agenda_.empty()) return std::nullopt;
  return agenda_.begin()->first + parameters_.offset;
}

void EventBridge::run(Instant now) {
  while (!agenda_.empty() && agenda_.begin()->first + parameters_.offset <= now) {
    const auto [at, name] = *agenda_.begin();
    EventRule& rule = state_.rules.find(name)->second;
    schedule(rule, at);
    fire(rule, at);
    ++revision_;
  }
}

void EventBridge::fire(EventRule& rule, Instant at) {
  const BusEvent event{.id = ports_.identities.uuid(),
                       .detail_type = "Scheduled Event",
                       .source = "aws.events",
                       .time = at,
                       .resources = {rule_arn(rule.name)}};
  const std::string document = ports_.documents.write(event, where_);
  deliver(rule, document, at + parameters_.offset);
}

void EventBridge::restore(EventBridgeState state, Instant now) {
  state_ = std::move(state);
  agenda_.clear();
  for (auto& [name, rule] : state_.rules) {
    // What fell due while nobody ran is not made up for.
    if (rule.next && *rule.next >= now)
      agenda_.emplace(*rule.next, name);
    else
      schedule(rule, now);
  }
  ++revision_;
}

}  // namespace sluice::world
