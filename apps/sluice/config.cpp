#include "sluice/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "aws/endpoint.hpp"
#include "base/one_line.hpp"
#include "publish/queue_reference.hpp"
#include "sluice/yaml_reading.hpp"

namespace sluice::apps {
namespace {

using publish::Plan;
using publish::ServicePlan;

constexpr std::array<std::string_view, 3> config_keys{"region", "metric", "services"};
constexpr std::array<std::string_view, 2> metric_keys{"namespace", "name"};
constexpr std::array<std::string_view, 6> service_keys{"cluster", "service", "queues",
                                                       "backlog", "tasks",   "target"};
constexpr std::array<std::string_view, 2> queue_keys{"url", "weight"};
constexpr std::string_view queue_example =
    "https://sqs.ap-southeast-2.amazonaws.com/123456789012/orders-queue";

/// Clusters and services: up to 255 letters, digits, hyphens and underscores.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
bool is_ecs_name(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

/// What is wrong with a cluster's or service's name; empty: nothing.
std::string ecs_name_mistake(std::string_view text) {
  if (is_ecs_name(text)) return {};
  const std::string shown = one_line(std::string{text});
  const bool arn = text.starts_with("arn:") && text.find('/') != std::string_view::npos;
  if (arn)
    return fmt::format("'{:.200}' is an ARN; give the name alone: {}", shown,
                       shown.substr(shown.rfind('/') + 1));
  return fmt::format(
      "'{:.200}' is not usable; a name has 1 to 255 letters, digits, hyphens and underscores",
      shown);
}

/// A metric's name or namespace.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
std::string metric_text(const Value& value, std::string_view example) {
  std::string text = value.text(example);
  const bool printable = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  const bool blank = std::ranges::all_of(text, [](char c) { return c == ' '; });
  if (!printable || blank || text.size() > 255 || text.starts_with(':'))
    value.mistake(fmt::format("'{:.60}' is not usable; give 1 to 255 ASCII characters, such as {}",
                              text, example));
  return text;
}

publish::MetricName read_metric(const Value& value) {
  publish::MetricName metric;
  value.require_keys(metric_keys);
  if (value.has("namespace")) {
    metric.metric_namespace = metric_text(value.at("namespace"), "ECS/CustomMetrics");
    if (metric.metric_namespace.starts_with("AWS/"))
      value.at("namespace").mistake("namespaces that begin with AWS/ are AWS's own");
  }
  if (value.has("name")) metric.name = metric_text(value.at("name"), "BacklogPerTask");
  return metric;
}

std::string ecs_name(const Value& value, std::string_view example) {
  std::string text = value.text(example);
  const std::string wrong = ecs_name_mistake(text);
  if (!wrong.empty()) value.mistake(wrong);
  return text;
}

/// Gathers the plan; each queue gets one place, however often it is named.
class PlanReader {
 public:
  void add(const Value& value) {
    value.require_keys(service_keys);
    ServicePlan service{
        .key = {ecs_name(value.required("cluster", "orders"), "orders"),
                ecs_name(value.required("service", "orders-service"), "orders-service")},
        .queues = {}};
    if (!services_.insert(service.key).second)
      value.mistake(
          fmt::format("the service {}/{} stands twice", service.key.cluster, service.key.service));
    const std::string list = fmt::format("[{}]", queue_example);
    for (const Value& queue : value.required("queues", list).elements(list))
      add_queue(service, queue);
    read_rule(service.rule, value);
    plan.services.push_back(std::move(service));
  }

  Plan plan;

 private:
  void add_queue(ServicePlan& service, const Value& value) {
    publish::QueueUse use{.queue = 0};
    if (value.is_map()) value.require_keys(queue_keys);
    const Value url = value.is_map() ? value.required("url", queue_example) : value;
    if (value.is_map() && value.has("weight")) use.weight = value.at("weight").positive_number("2");
    const std::string text = url.text(queue_example);
    const auto reference = publish::parse_queue_reference(text);
    if (!reference) url.mistake(reference.error());
    const auto [place, fresh] = queues_.emplace(reference->identity(), plan.queues.size());
    if (fresh) plan.queues.push_back(text);
    use.queue = place->second;
    const bool twice = std::ranges::find(service.queues, use.queue, &publish::QueueUse::queue) !=
                       service.queues.end();
    if (twice) value.mistake(fmt::format("the queue '{}' stands twice in this service", text));
    service.queues.push_back(use);
  }

  static void read_rule(core::BacklogRule& rule, const Value& service) {
    if (service.has("backlog")) read_backlog(rule, service.at("backlog"));
    if (service.has("tasks")) rule.tasks = read_tasks(service.at("tasks"));
    if (service.has("target")) rule.target = service.at("target").positive_number("20");
  }

  static void read_backlog(core::BacklogRule& rule, const Value& value) {
    rule.count_visible = false;
    for (const Value& part : value.elements("[visible, in_flight]")) {
      const std::string word = part.text("visible");
      bool* counted = nullptr;
      if (word == "visible") counted = &rule.count_visible;
      if (word == "in_flight") counted = &rule.count_in_flight;
      if (word == "delayed") counted = &rule.count_delayed;
      if (counted == nullptr)
        part.mistake(
            fmt::format("'{:.60}' is not usable; give visible, in_flight or delayed", word));
      if (*counted) part.mistake(fmt::format("'{}' stands twice", word));
      *counted = true;
    }
  }

  static core::TaskBasis read_tasks(const Value& value) {
    const std::string word = value.text("running");
    if (word == "running") return core::TaskBasis::running;
    if (word == "running+pending") return core::TaskBasis::running_and_pending;
    if (word == "desired") return core::TaskBasis::desired;
    value.mistake(
        fmt::format("'{:.60}' is not usable; give running, running+pending or desired", word));
  }

  std::map<std::string, std::size_t> queues_;
  std::set<core::ServiceKey> services_;
};

Config read_config(const Value& root) {
  root.require_keys(config_keys);
  Config config;
  if (root.has("region")) {
    config.region = root.at("region").text("ap-southeast-2");
    if (!aws::is_region(config.region))
      root.at("region").mistake(
          fmt::format("'{:.60}' is no region; give one such as ap-southeast-2", config.region));
  }
  PlanReader reader;
  if (root.has("metric")) reader.plan.metric = read_metric(root.at("metric"));
  for (const Value& service : root.required("services", "[{cluster: …, service: …, queues: […]}]")
                                  .elements("[{cluster: …, service: …, queues: […]}]"))
    reader.add(service);
  config.plan = std::move(reader.plan);
  return config;
}

}  // namespace

Result<Config, std::string> parse_config(std::string_view text, std::string_view name) {
  try {
    Config config = read_config(Value{YAML::Load(std::string{text}), ""});
    config.name = name;
    return config;
  } catch (const ConfigMistake& mistake) {
    return Failure<std::string>{one_line(fmt::format("{}:{}", name, mistake.what()))};
  } catch (const YAML::Exception& error) {
    const std::string line = error.mark.is_null() ? "" : fmt::format("{}: ", error.mark.line + 1);
    return Failure<std::string>{one_line(fmt::format("{}:{}not YAML: {}", name, line, error.msg))};
  }
}

Result<Config, std::string> article_config(const ArticleVariables& variables) {
  const auto queue = publish::parse_queue_reference(variables.queue_url);
  if (!queue) return Failure<std::string>{fmt::format("QUEUE_URL: {}", queue.error())};
  const std::string cluster = ecs_name_mistake(variables.cluster_name);
  if (!cluster.empty()) return Failure<std::string>{fmt::format("ECS_CLUSTER_NAME: {}", cluster)};
  const std::string service = ecs_name_mistake(variables.service_name);
  if (!service.empty()) return Failure<std::string>{fmt::format("ECS_SERVICE_NAME: {}", service)};
  Config config{.name = "QUEUE_URL"};
  config.plan.queues = {variables.queue_url};
  config.plan.services = {
      {.key = {variables.cluster_name, variables.service_name}, .queues = {{.queue = 0}}}};
  return config;
}

}  // namespace sluice::apps
