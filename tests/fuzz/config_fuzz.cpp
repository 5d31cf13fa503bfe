// sluice.yaml, and the three variables that may stand in for it.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "fuzz/expect.hpp"
#include "publish/queue_reference.hpp"
#include "sluice/config.hpp"

namespace sluice::apps {
namespace {

using nlohmann::json;

json written(const publish::ServicePlan& service, const publish::Plan& plan) {
  constexpr std::array bases{"running", "running+pending", "desired"};
  json out{{"cluster", service.key.cluster}, {"service", service.key.service}};
  for (const publish::QueueUse& use : service.queues)
    out["queues"].push_back({{"url", plan.queues.at(use.queue)}, {"weight", use.weight}});
  if (service.rule.count_visible) out["backlog"].push_back("visible");
  if (service.rule.count_in_flight) out["backlog"].push_back("in_flight");
  if (service.rule.count_delayed) out["backlog"].push_back("delayed");
  out["tasks"] = bases.at(static_cast<std::size_t>(service.rule.tasks));
  if (service.rule.target) out["target"] = *service.rule.target;
  return out;
}

/// The config with nothing left out. JSON is YAML.
std::string written(const Config& config) {
  const publish::MetricName& metric = config.plan.metric;
  json out{{"metric", {{"namespace", metric.metric_namespace}, {"name", metric.name}}}};
  if (!config.region.empty()) out["region"] = config.region;
  for (const publish::ServicePlan& service : config.plan.services)
    out["services"].push_back(written(service, config.plan));
  return out.dump();
}

/// The most that could ever wait, for no task at all, still makes a number.
void expect_numbers(const publish::ServicePlan& service) {
  constexpr MessageCount most{1'000'000'000'000'000};
  std::vector<core::WeightedDepth> depths;
  for (const publish::QueueUse& use : service.queues)
    depths.push_back({.depth = {most, most, most}, .weight = use.weight});
  const double value = core::backlog_per_task(depths, {}, service.rule).value;
  CHECK(std::isfinite(value) && value > 0);
}

void expect_usable(const Config& config) {
  CHECK(!config.plan.services.empty());
  for (const std::string& queue : config.plan.queues)
    CHECK(publish::parse_queue_reference(queue).has_value());
  for (const publish::ServicePlan& service : config.plan.services) {
    CHECK(!service.queues.empty());
    expect_numbers(service);
  }
  const auto again = parse_config(written(config), "again");
  CHECK(again && written(*again) == written(config));
}

}  // namespace
}  // namespace sluice::apps

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sluice;
  const std::string text{fuzz::as_text(data, size)};
  for (const auto& config : {apps::parse_config(text, "sluice.yaml"),
                             apps::article_config({text, "orders", "orders-service"}),
                             apps::article_config({"orders-queue", text, "orders-service"})}) {
    if (config)
      apps::expect_usable(*config);
    else
      fuzz::expect_one_line(config.error());
  }
  return 0;
}
