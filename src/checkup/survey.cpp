#include "checkup/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "publish/aws_sources.hpp"

namespace sluice::checkup {
namespace {

using namespace std::chrono_literals;
using Counts = Seen<core::TaskCounts>;

constexpr Duration call_limit = 20s;

/// PutMetricData takes timestamps of the next two hours.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
constexpr Duration stamped_ahead = 2h;

/// GetMetricData takes 500 queries, two of which a service needs.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
constexpr std::size_t services_a_question = 250;

/// No account has more pages of anything here: 3,000 ECS targets, 50 a page.
constexpr int most_pages = 200;

Failure<record::Failure> failed(const aws::Error& error) {
  return Failure<record::Failure>{publish::to_record(error)};
}

Failure<record::Failure> endless(std::string operation) {
  return Failure<record::Failure>{
      record::Failure{"", fmt::format("more than {} pages", most_pages), std::move(operation)}};
}

std::string resource_of(const core::ServiceKey& key) {
  return fmt::format("service/{}/{}", key.cluster, key.service);
}

Dimensions to_dimensions(const std::vector<aws::Dimension>& dimensions) {
  Dimensions out;
  for (const aws::Dimension& dimension : dimensions) out[dimension.name] = dimension.value;
  return out;
}

aws::MetricDataQuery query_for(const WatchedMetric& metric, std::string id, std::string unit) {
  aws::MetricDataQuery query{.id = std::move(id),
                             .metric_namespace = metric.metric_namespace,
                             .metric_name = metric.name,
                             .dimensions = {},
                             .statistic = "SampleCount",
                             .unit = std::move(unit)};
  for (const auto& [name, value] : metric.dimensions) query.dimensions.push_back({name, value});
  return query;
}

PolicySeen to_policy(const aws::ScalingPolicyDescription& policy) {
  PolicySeen out{.name = policy.policy_name, .target_tracking = policy.target_tracking.has_value()};
  if (policy.target_tracking) {
    out.target_value = policy.target_tracking->target_value;
    out.metric.name = "a predefined metric";
    if (const auto& custom = policy.target_tracking->customized_metric) {
      out.metric = {.metric_namespace = custom->metric_namespace,
                    .name = custom->metric_name,
                    .dimensions = to_dimensions(custom->dimensions),
                    .unit = custom->unit,
                    .statistic = custom->statistic,
                    .metric_math = custom->metric_math};
    }
  }
  for (const std::string& alarm : policy.alarm_names)
    out.alarms.push_back({.name = alarm, .exists = false});
  return out;
}

WatchedMetric to_metric(const aws::AlarmDescription& alarm) {
  return {.metric_namespace = alarm.metric_namespace,
          .name = alarm.metric_name,
          .dimensions = to_dimensions(alarm.dimensions),
          .unit = alarm.unit,
          .statistic = alarm.statistic,
          .metric_math = alarm.metric_name.empty()};
}

/// Asks for the datapoints of the services from `first` up to `end`, of any unit
/// and of the right one.
aws::GetMetricDataRequest question(const publish::Plan& plan, std::size_t first, std::size_t end,
                                   Instant now) {
  aws::GetMetricDataRequest request{
      .queries = {}, .start = now - lately_means, .end = now + stamped_ahead};
  for (std::size_t i = first; i < end; ++i) {
    const WatchedMetric metric = published_metric(plan.metric, plan.services[i].key);
    request.queries.push_back(query_for(metric, fmt::format("any{}", i), ""));
    request.queries.push_back(query_for(metric, fmt::format("unit{}", i), metric.unit));
  }
  return request;
}

/// What the answer to that says of the service at `index`.
MetricSeen metric_in(const aws::GetMetricDataResponse& answer, std::size_t index,
                     std::vector<Dimensions> sets) {
  MetricSeen seen{.others = std::move(sets)};
  for (const aws::MetricDataResult& result : answer.results) {
    if (result.datapoints.empty()) continue;
    if (result.id == fmt::format("any{}", index)) seen.lately = true;
    if (result.id == fmt::format("unit{}", index)) seen.with_unit = true;
  }
  return seen;
}

using PoliciesByResource = std::map<std::string, std::vector<PolicySeen>>;
using AlarmsByName = std::map<std::string, std::vector<AlarmSeen*>>;

/// Where the policies name which alarm.
AlarmsByName alarms_in(PoliciesByResource& of) {
  AlarmsByName named;
  for (auto& [resource, policies] : of)
    for (PolicySeen& policy : policies)
      for (AlarmSeen& alarm : policy.alarms) named[alarm.name].push_back(&alarm);
  return named;
}

void fill(AlarmsByName& named, const aws::AlarmDescription& found) {
  const auto place = named.find(found.alarm_name);
  if (place == named.end()) return;
  for (AlarmSeen* alarm : place->second)
    *alarm = {.name = found.alarm_name,
              .metric = to_metric(found),
              .actions_enabled = found.actions_enabled};
}

/// The value at `resource`, or what an absent one is.
template <class Value, class Found>
Seen<Found> at(const Seen<std::map<std::string, Value>>& all, const std::string& resource,
               Found absent) {
  if (!all) return Failure<record::Failure>{all.error()};
  const auto found = all->find(resource);
  return found == all->end() ? std::move(absent) : Found{found->second};
}

}  // namespace

Instant Survey::deadline() const {
  return clock_.now() + call_limit;
}

asio::awaitable<Evidence> Survey::take(const publish::Plan& plan) {
  Evidence evidence;
  for (const std::string& queue : plan.queues)
    evidence.queues.push_back(co_await sources_.depth_of(queue, deadline()));
  const auto tasks = co_await tasks_of(plan);
  const auto metrics = co_await metrics_of(plan);
  const auto all_targets = co_await targets();
  const auto all_policies = co_await policies();
  for (std::size_t i = 0; i < plan.services.size(); ++i) {
    const std::string resource = resource_of(plan.services[i].key);
    evidence.services.push_back({tasks[i], metrics[i],
                                 at(all_targets, resource, std::optional<TargetSeen>{}),
                                 at(all_policies, resource, std::vector<PolicySeen>{})});
  }
  co_return evidence;
}

asio::awaitable<std::vector<Counts>> Survey::tasks_of(const publish::Plan& plan) {
  std::vector<Counts> out;
  for (const publish::ServicePlan& service : plan.services) {
    std::vector<std::string> names{service.key.service};
    auto counts = co_await sources_.tasks_of(service.key.cluster, std::move(names), deadline());
    out.push_back(std::move(counts.front()));
  }
  co_return out;
}

asio::awaitable<std::vector<Seen<MetricSeen>>> Survey::metrics_of(const publish::Plan& plan) {
  const auto sets = co_await published_sets(plan.metric);  // advice only: it may be denied
  std::vector<Seen<MetricSeen>> out;
  while (out.size() < plan.services.size()) {
    const std::size_t first = out.size();
    const std::size_t end = std::min(first + services_a_question, plan.services.size());
    const aws::GetMetricDataRequest request = question(plan, first, end, clock_.now());
    const auto answer = co_await cloudwatch_.get_metric_data(request, deadline());
    for (std::size_t i = first; i < end; ++i) {
      if (answer)
        out.push_back(metric_in(*answer, i, sets.value_or(std::vector<Dimensions>{})));
      else
        out.emplace_back(failed(answer.error()));
    }
  }
  co_return out;
}

asio::awaitable<Seen<std::vector<Dimensions>>> Survey::published_sets(
    const publish::MetricName& metric) {
  std::vector<Dimensions> out;
  aws::ListMetricsRequest request{metric.metric_namespace, metric.name};
  for (int page = 0; page < most_pages; ++page) {
    const auto answer = co_await cloudwatch_.list_metrics(request, deadline());
    if (!answer) co_return failed(answer.error());
    for (const aws::Metric& found : answer->metrics) out.push_back(to_dimensions(found.dimensions));
    if (answer->next_token.empty()) co_return out;
    request.next_token = answer->next_token;
  }
  co_return endless("cloudwatch:ListMetrics");
}

asio::awaitable<Survey::ByResource<TargetSeen>> Survey::targets() {
  std::map<std::string, TargetSeen> out;
  aws::DescribeScalableTargetsRequest request;
  for (int page = 0; page < most_pages; ++page) {
    const auto answer = co_await scaling_.describe_scalable_targets(request, deadline());
    if (!answer) co_return failed(answer.error());
    for (const aws::ScalableTargetDescription& target : answer->scalable_targets)
      out.insert_or_assign(target.resource_id,
                           TargetSeen{target.min_capacity, target.max_capacity,
                                      target.scaling_in_suspended, target.scaling_out_suspended});
    if (answer->next_token.empty()) co_return out;
    request.next_token = answer->next_token;
  }
  co_return endless("application-autoscaling:DescribeScalableTargets");
}

asio::awaitable<Survey::ByResource<std::vector<PolicySeen>>> Survey::policies() {
  std::map<std::string, std::vector<PolicySeen>> out;
  aws::DescribeScalingPoliciesRequest request;
  for (int page = 0; page < most_pages; ++page) {
    const auto answer = co_await scaling_.describe_scaling_policies(request, deadline());
    if (!answer) co_return failed(answer.error());
    for (const aws::ScalingPolicyDescription& policy : answer->scaling_policies)
      out[policy.resource_id].push_back(to_policy(policy));
    if (answer->next_token.empty()) {
      const auto looked = co_await look_at_alarms(out);
      if (!looked) co_return Failure<record::Failure>{looked.error()};
      co_return out;
    }
    request.next_token = answer->next_token;
  }
  co_return endless("application-autoscaling:DescribeScalingPolicies");
}

asio::awaitable<Seen<void>> Survey::look_at_alarms(PoliciesByResource& of) {
  AlarmsByName named = alarms_in(of);
  for (auto first = named.begin(); first != named.end();) {
    aws::DescribeAlarmsRequest request;
    for (; first != named.end() && request.alarm_names.size() < aws::most_alarms_named; ++first)
      request.alarm_names.push_back(first->first);
    const auto answer = co_await cloudwatch_.describe_alarms(request, deadline());
    if (!answer) co_return failed(answer.error());
    for (const aws::AlarmDescription& found : answer->metric_alarms) fill(named, found);
  }
  co_return Seen<void>{};
}

}  // namespace sluice::checkup
