#include "sluice/config.hpp"

#include <gtest/gtest.h>

namespace sluice::apps {
namespace {

TEST(Config, ReadsTheWholeContract) {
  const auto config = parse_config(R"(
region: ap-southeast-2
metric: {namespace: Own/Metrics, name: Backlog}
services:
  - cluster: orders
    service: orders-service
    queues:
      - https://sqs.ap-southeast-2.amazonaws.com/123456789012/orders-queue
      - {url: other-queue, weight: 2.5}
    backlog: [visible, in_flight]
    tasks: running+pending
    target: 20
  - cluster: orders
    service: billing
    queues: ['arn:aws:sqs:ap-southeast-2:123456789012:orders-queue']
)",
                                   "sluice.yaml");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->region, "ap-southeast-2");
  EXPECT_EQ(config->plan.metric.metric_namespace, "Own/Metrics");
  EXPECT_EQ(config->plan.metric.name, "Backlog");
  ASSERT_EQ(config->plan.services.size(), 2U);
  const publish::ServicePlan& orders = config->plan.services[0];
  EXPECT_EQ(orders.queues.at(1).weight, 2.5);
  EXPECT_EQ(orders.rule, (core::BacklogRule{.count_in_flight = true,
                                            .tasks = core::TaskBasis::running_and_pending,
                                            .target = 20}));
  EXPECT_EQ(config->plan.queues.size(), 2U) << "a queue that is shared is read once";
  EXPECT_EQ(config->plan.services[1].queues.at(0).queue, orders.queues.at(0).queue);
}

TEST(Config, TheDefaultsAreTheArticles) {
  const auto config =
      parse_config("services: [{cluster: orders, service: s, queues: [q]}]", "sluice.yaml");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->region, "");
  EXPECT_EQ(config->plan.metric.metric_namespace, "ECS/CustomMetrics");
  EXPECT_EQ(config->plan.metric.name, "BacklogPerTask");
  EXPECT_EQ(config->plan.services[0].rule, core::BacklogRule{});
}

struct Row {
  const char* name;
  std::string text;
  std::string error;
};

class WrongConfig : public testing::TestWithParam<Row> {};

TEST_P(WrongConfig, IsOneLineThatSaysWhatWhereAndWhatWouldBeRight) {
  const auto config = parse_config(GetParam().text, "sluice.yaml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().substr(0, GetParam().error.size()), GetParam().error);
  EXPECT_EQ(config.error().find('\n'), std::string::npos);
}

std::string service(const std::string& more, const std::string& queues = "[q]") {
  return "services:\n  - cluster: orders\n    service: s\n    queues: " + queues + "\n" + more;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, WrongConfig, testing::Values(
    Row{"empty", "", "sluice.yaml: expected a map with region, metric, services, found nothing"},
    Row{"a_list", "[1, 2]", "sluice.yaml:1: expected a map with region, metric, services, found a list"},
    Row{"no_yaml", "services: [", "sluice.yaml:"},
    Row{"no_services", "region: eu-west-1", "sluice.yaml:1: 'services' is missing; give it as services: "},
    Row{"an_empty_list", "services: []", "sluice.yaml:1: services: expected a list such as"},
    Row{"a_misspelt_key", service("    targte: 20"), "sluice.yaml:5: services[0]: unknown key 'targte'; did you mean 'target'?"},
    Row{"a_foreign_key", service("    frequency: 20"), "sluice.yaml:5: services[0]: unknown key 'frequency'; known are cluster, service,"},
    Row{"a_key_twice", service("    target: 20\n    target: 30"), "sluice.yaml:6: services[0]: the key 'target' stands twice"},
    Row{"no_cluster", "services: [{service: s, queues: [q]}]", "sluice.yaml:1: services[0]: 'cluster' is missing; give it as cluster: orders"},
    Row{"an_arn_for_a_name", "services: [{cluster: 'arn:aws:ecs:x:1:cluster/orders', service: s, queues: [q]}]",
        "sluice.yaml:1: services[0].cluster: 'arn:aws:ecs:x:1:cluster/orders' is an ARN; give the name alone: orders"},
    Row{"a_name_with_a_blank", "services: [{cluster: my orders, service: s, queues: [q]}]",
        "sluice.yaml:1: services[0].cluster: 'my orders' is not usable; a name has 1 to 255"},
    Row{"no_queue", service("", "[]"), "sluice.yaml:4: services[0].queues: expected a list such as"},
    Row{"a_queue_that_is_none", service("", "['http://x/y']"), "sluice.yaml:4: services[0].queues[0]: 'http://x/y' is no queue: "},
    Row{"a_queue_twice", service("", "[q, q]"), "sluice.yaml:4: services[0].queues[1]: the queue 'q' stands twice in this service"},
    Row{"a_weight_of_zero", service("", "[{url: q, weight: 0}]"), "sluice.yaml:4: services[0].queues[0].weight: '0' is not usable; give a number above 0"},
    Row{"a_weight_that_is_no_number", service("", "[{url: q, weight: heavy}]"), "sluice.yaml:4: services[0].queues[0].weight: 'heavy' is not usable"},
    Row{"a_weight_that_leads_to_infinity", service("", "[{url: q, weight: 1e308}]"), "sluice.yaml:4: services[0].queues[0].weight: '1e308' is not usable; give a number above 0 and up to"},
    Row{"a_key_of_two_lines", service("    \"tar\\nget\": 20"), "sluice.yaml:5: services[0]: unknown key 'tar get'; did you mean 'target'?"},
    Row{"a_target_of_infinity", service("    target: .inf"), "sluice.yaml:5: services[0].target: '.inf' is not usable"},
    Row{"a_target_of_nan", service("    target: nan"), "sluice.yaml:5: services[0].target: 'nan' is not usable"},
    Row{"a_negative_target", service("    target: -20"), "sluice.yaml:5: services[0].target: '-20' is not usable"},
    Row{"a_backlog_of_something", service("    backlog: [visible, waiting]"), "sluice.yaml:5: services[0].backlog[1]: 'waiting' is not usable; give visible,"},
    Row{"a_backlog_twice", service("    backlog: [visible, visible]"), "sluice.yaml:5: services[0].backlog[1]: 'visible' stands twice"},
    Row{"tasks_of_a_kind", service("    tasks: all"), "sluice.yaml:5: services[0].tasks: 'all' is not usable; give running, running+pending or desired"},
    Row{"a_service_twice", service("  - {cluster: orders, service: s, queues: [z]}"), "sluice.yaml:5: services[1]: the service orders/s stands twice"},
    Row{"a_region_that_is_none", "region: sydney\nservices: [{cluster: o, service: s, queues: [q]}]", "sluice.yaml:1: region: 'sydney' is no region"},
    Row{"a_namespace_of_awss", "metric: {namespace: AWS/SQS}\nservices: [{cluster: o, service: s, queues: [q]}]", "sluice.yaml:1: metric.namespace: namespaces that begin with AWS/"},
    Row{"a_blank_metric", "metric: {name: ' '}\nservices: [{cluster: o, service: s, queues: [q]}]", "sluice.yaml:1: metric.name: ' ' is not usable"},
    Row{"a_map_for_a_text", service("    tasks: {a: b}"), "sluice.yaml:5: services[0].tasks: expected a text such as running, found a map"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(ArticleConfig, IsOneServiceOfOneQueue) {
  const auto config =
      article_config({"http://localhost:4566/1/orders", "orders", "orders-service"});
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->plan.services.at(0).key, (core::ServiceKey{"orders", "orders-service"}));
  EXPECT_TRUE(article_config({"!", "orders", "s"}).error().starts_with("QUEUE_URL: '!' is no"));
  EXPECT_TRUE(article_config({"q", "a b", "s"}).error().starts_with("ECS_CLUSTER_NAME: 'a b'"));
  EXPECT_TRUE(article_config({"q", "a\nb", "s"}).error().starts_with("ECS_CLUSTER_NAME: 'a b'"));
  EXPECT_TRUE(article_config({"q", "a", "s/t"}).error().starts_with("ECS_SERVICE_NAME: 's/t'"));
}

}  // namespace
}  // namespace sluice::apps
