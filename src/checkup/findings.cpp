#include "checkup/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/check.hpp"
#include "base/one_line.hpp"

namespace sluice::checkup {
namespace {

/// AWS's own words.
std::string to_text(const record::Failure& failure) {
  return fmt::format("{}{}{} ({})", failure.code, failure.code.empty() ? "" : ": ", failure.message,
                     failure.operation);
}

std::string joined(const std::vector<std::string>& clauses) {
  return fmt::format("{}", fmt::join(clauses, ", and "));
}

/// Gathers the findings of one service.
class Examination {
 public:
  Examination(const publish::ServicePlan& service, const publish::MetricName& metric,
              std::vector<Finding>& out)
      : service_{service},
        published_{published_metric(metric, service.key)},
        subject_{fmt::format("{}/{}", service.key.cluster, service.key.service)},
        out_{out} {}

  void examine(const ServiceSeen& seen) {
    if (!seen.tasks) {
      found("{}; create the service, or correct cluster and service in the config",
            to_text(seen.tasks.error()));
      return;  // without the service the rest is beside the point
    }
    examine_metric(seen.metric);
    examine_target(seen.target);
    examine_policies(seen.policies);
  }

 private:
  template <class... Arguments>
  void found(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    out_.push_back({subject_, one_line(fmt::format(text, std::forward<Arguments>(arguments)...))});
  }

  template <class Value>
  bool known(const Seen<Value>& seen, std::string_view what) {
    if (!seen)
      found("its {} could not be checked: {}; allow that call, or try again", what,
            to_text(seen.error()));
    return seen.has_value();
  }

  void examine_metric(const Seen<MetricSeen>& seen) {
    if (!known(seen, "metric") || seen->with_unit) return;
    if (seen->lately) {
      found("the datapoints of {} have another unit than {}; publish them with {}",
            checkup::to_text(published_), published_.unit, published_.unit);
      return;
    }
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(lately_means).count();
    std::string others;
    if (!seen->others.empty())
      others =
          fmt::format(" (that name is published with {})", checkup::to_text(seen->others.front()));
    found("{} has no datapoint in the last {} minutes{}; let sluice publish run each minute",
          checkup::to_text(published_), minutes, others);
  }

  void examine_target(const Seen<std::optional<TargetSeen>>& seen) {
    if (!known(seen, "scalable target")) return;
    const std::optional<TargetSeen>& target = *seen;
    if (!target) {
      found(
          "it is no scalable target; register service/{} with its least and greatest number of "
          "tasks",
          subject_);
      return;
    }
    if (target->max_capacity == target->min_capacity)
      found("it may have {} tasks and no other number; register the target with a greater maximum",
            target->min_capacity);
    if (target->scaling_out_suspended) found_suspended("out");
    if (target->scaling_in_suspended) found_suspended("in");
  }

  void found_suspended(std::string_view direction) {
    found("scaling {} is suspended; register the target with DynamicScaling{}Suspended false",
          direction, direction == "in" ? "In" : "Out");
  }

  void examine_policies(const Seen<std::vector<PolicySeen>>& seen) {
    if (!known(seen, "scaling policies")) return;
    bool any = false;
    for (const PolicySeen& policy : *seen) {
      if (!follows(policy)) continue;
      any = true;
      examine_following(policy);
    }
    if (any) return;
    if (seen->empty()) {
      found("it has no scaling policy; put a target-tracking policy on {}",
            checkup::to_text(published_));
      return;
    }
    for (const PolicySeen& policy : *seen) found_stranger(policy);
  }

  /// Whether the policy means this metric: target tracking by what it is told,
  /// step scaling by its alarms.
  [[nodiscard]] bool follows(const PolicySeen& policy) const {
    if (policy.target_tracking) return differences(policy.metric, published_).empty();
    return std::ranges::any_of(policy.alarms, [&](const AlarmSeen& alarm) {
      return alarm.exists && differences(alarm.metric, published_).empty();
    });
  }

  void found_stranger(const PolicySeen& policy) {
    if (policy.target_tracking && !policy.metric.metric_namespace.empty()) {
      found("the policy {} does not follow the published metric: {}", policy.name,
            joined(differences(policy.metric, published_)));
      return;
    }
    const std::string follows = policy.target_tracking ? checkup::to_text(policy.metric)
                                                       : std::string{"alarms on other metrics"};
    found("the policy {} follows {}, and none follows {}; put a target-tracking policy on that",
          policy.name, follows, checkup::to_text(published_));
  }

  void examine_following(const PolicySeen& policy) {
    const std::optional<double>& target = service_.rule.target;
    if (policy.target_tracking && target && *target != policy.target_value)
      found(
          "the policy {} has the target {}, and the config {}; make both the same, since the "
          "config's is what wakes a service without tasks",
          policy.name, policy.target_value, *target);
    if (policy.alarms.empty())
      found("the policy {} has no alarms; put it again, which makes them anew", policy.name);
    for (const AlarmSeen& alarm : policy.alarms) examine_alarm(policy, alarm);
  }

  void examine_alarm(const PolicySeen& policy, const AlarmSeen& alarm) {
    if (!alarm.exists) {
      found("the alarm {} of the policy {} is gone; put the policy again, which makes it anew",
            alarm.name, policy.name);
      return;
    }
    const auto wrong = differences(alarm.metric, published_);
    if (!wrong.empty())
      found("the alarm {} does not look at the published metric: {}", alarm.name, joined(wrong));
    if (!alarm.actions_enabled)
      found("the actions of the alarm {} are disabled; enable them (EnableAlarmActions)",
            alarm.name);
  }

  const publish::ServicePlan& service_;
  WatchedMetric published_;
  std::string subject_;
  std::vector<Finding>& out_;
};

}  // namespace

std::vector<Finding> findings(const publish::Plan& plan, const Evidence& evidence) {
  CHECK(evidence.queues.size() == plan.queues.size());
  CHECK(evidence.services.size() == plan.services.size());
  std::vector<Finding> out;
  for (std::size_t i = 0; i < plan.queues.size(); ++i) {
    if (evidence.queues[i]) continue;
    out.push_back({one_line("queue " + plan.queues[i]),
                   one_line(fmt::format(
                       "{}; create the queue, allow that call, or correct queues in the config",
                       to_text(evidence.queues[i].error())))});
  }
  for (std::size_t i = 0; i < plan.services.size(); ++i)
    Examination{plan.services[i], plan.metric, out}.examine(evidence.services[i]);
  return out;
}

}  // namespace sluice::checkup
