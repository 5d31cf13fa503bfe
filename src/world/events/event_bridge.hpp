#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "world/cloudwatch/metric_sink.hpp"
#include "world/events/event_documents.hpp"
#include "world/events/event_targets.hpp"
#include "world/events/rule.hpp"
#include "world/identities.hpp"
#include "world/location.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// What EventBridge leaves open.
struct EventBridgeParameters {
  /// A scheduled rule fires within the minute that its schedule names; this much
  /// into it.
  /// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
  Duration offset{};
};

/// What EventBridge needs of the rest; all must outlive it.
struct EventBridgePorts {
  Identities& identities;
  EventTargets& targets;
  const EventDocuments& documents;
  MetricSink& metrics;
};

/// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
struct PutRuleRequest {
  std::string name;
  std::string schedule_expression = {};
  std::string event_pattern = {};
  bool enabled = true;
  std::string description = {};
  std::string role_arn = {};
  RuleTags tags = {};  ///< of a new rule; a known one keeps its own
};

/// What a list shows, and where the next page begins.
struct RulePage {
  std::vector<const EventRule*> rules = {};
  std::string next_token = {};
};

/// The same for a rule's targets.
struct TargetPage {
  std::vector<const RuleTarget*> targets = {};
  std::string next_token = {};
};

/// The same for names of rules.
struct RuleNamePage {
  std::vector<std::string> names = {};
  std::string next_token = {};
};

/// A part of a batch that was refused.
struct FailedEntry {
  std::string target_id;
  std::string code;
  std::string message;
};

/// Which page of a list.
struct Paging {
  std::string next_token = {};
  std::size_t limit = 100;
};

/// An entry of PutEvents.
struct PutEventsEntry {
  std::optional<std::string> source = {};
  std::optional<std::string> detail_type = {};
  std::optional<std::string> detail = {};
  std::vector<std::string> resources = {};
  std::optional<Instant> time = {};
};

/// The entry's event id, or why it was refused.
using PutEventsResult = Answer<std::string>;

/// EventBridge's default bus: rules that fire by a schedule or by a pattern, and
/// hand documents to their targets. Only Lambda functions are targets here. One
/// thread only.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html
class EventBridge {
 public:
  EventBridge(Location where, EventBridgePorts ports, EventBridgeParameters parameters = {});

  /// The rule's ARN.
  Answer<std::string> put_rule(PutRuleRequest request, Instant now);
  [[nodiscard]] Answer<const EventRule*> describe_rule(std::string_view name) const;
  [[nodiscard]] RulePage list_rules(std::string_view prefix, const Paging& paging) const;
  /// One that does not exist is passed over, as AWS does.
  Answer<void> delete_rule(std::string_view name);
  Answer<void> enable_rule(std::string_view name, Instant now);
  Answer<void> disable_rule(std::string_view name);

  Answer<std::vector<FailedEntry>> put_targets(std::string_view rule,
                                               std::vector<RuleTarget> targets);
  [[nodiscard]] Answer<TargetPage> list_targets(std::string_view rule, const Paging& paging) const;
  Answer<std::vector<FailedEntry>> remove_targets(std::string_view rule,
                                                  const std::vector<std::string>& ids);
  [[nodiscard]] RuleNamePage rule_names_by_target(std::string_view target_arn,
                                                  const Paging& paging) const;

  Answer<std::vector<PutEventsResult>> put_events(const std::vector<PutEventsEntry>& entries,
                                                  Instant now);

  Answer<void> tag(std::string_view arn, const RuleTags& tags);
  Answer<void> untag(std::string_view arn, const std::vector<std::string>& keys);
  [[nodiscard]] Answer<RuleTags> tags(std::string_view arn) const;

  [[nodiscard]] std::string rule_arn(std::string_view name) const;
  [[nodiscard]] std::string bus_arn() const;

  /// When the next scheduled rule fires.
  [[nodiscard]] std::optional<Instant> due() const;
  void run(Instant now);

  [[nodiscard]] const EventBridgeState& state() const { return state_; }
  void restore(EventBridgeState state, Instant now);
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  Answer<EventRule*> find(std::string_view name);
  Answer<EventRule*> find_by_arn(std::string_view arn);
  [[nodiscard]] Answer<void> check(const PutRuleRequest& request) const;
  /// Puts the rule's next time after `after` on the agenda.
  void schedule(EventRule& rule, Instant after);
  void unschedule(EventRule& rule);
  void fire(EventRule& rule, Instant at);
  void deliver(const EventRule& rule, const std::string& document, Instant now);
  void observe(std::string_view rule, std::string_view name, double value, Instant at);

  Location where_;
  EventBridgePorts ports_;
  EventBridgeParameters parameters_;
  EventBridgeState state_;
  std::set<std::pair<Instant, std::string>> agenda_;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::world
