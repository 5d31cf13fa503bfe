#include "sluice/configuration.hpp"

#include <gtest/gtest.h>

#include "support/memory_files.hpp"

namespace sluice::apps {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

const std::string one_service = "services: [{cluster: orders, service: filed, queues: [q]}]";
const MemoryFiles files{{{"sluice.yaml", one_service}, {"/etc/sluice.yaml", one_service}}};
const MemoryFiles no_files{{}};
const Variables article{
    {"QUEUE_URL", "q"}, {"ECS_CLUSTER_NAME", "orders"}, {"ECS_SERVICE_NAME", "from-variables"}};

/// The first service's name, or the error.
std::string loaded(const std::string& flag, const Variables& variables, const Files& from) {
  const auto config = load_config(flag, Environment{variables}, from);
  return config ? config->plan.services.at(0).key.service : config.error();
}

TEST(LoadConfig, TheOrderOfItsPlaces) {
  EXPECT_EQ(loaded("/etc/sluice.yaml", article, files), "filed") << "the flag wins";
  EXPECT_EQ(loaded("", article, files), "from-variables") << "over ./sluice.yaml";
  EXPECT_EQ(loaded("", {{"SLUICE_CONFIG", "/etc/sluice.yaml"}}, no_files),
            "SLUICE_CONFIG: /etc/sluice.yaml: No such file or directory");
  EXPECT_EQ(loaded("", {{"SLUICE_CONFIG", "/etc/sluice.yaml"}}, files), "filed");
  EXPECT_EQ(loaded("", {{"SLUICE_CONFIG", one_service}}, no_files), "filed") << "inline";
  EXPECT_EQ(loaded("", {}, files), "filed") << "./sluice.yaml";
}

// Terraform's base64gzip(jsonencode(...)), which puts no spaces.
const std::string packed =
    "H4sIAAAAAAACA6tWKk4tKstMTi1WsoquVkrOKS0uSS1SslLKL0pJLSpW0oHJA4UKEpOzU1OAQoWlqaVg"
    "DUqFSrG1sbUA8kMocEUAAAA=";

TEST(LoadConfig, AFunctionsConfigIsInItsPackage) {
  const MemoryFiles package{{{"/var/task/sluice.yaml", one_service}}};
  EXPECT_EQ(loaded("", {{"LAMBDA_TASK_ROOT", "/var/task"}}, package), "filed");
  EXPECT_EQ(loaded("", {{"LAMBDA_TASK_ROOT", "/var/task"}}, files).substr(0, 30),
            "nothing says what to measure: ");
}

TEST(LoadConfig, UnpacksWhatTerraformPacked) {
  EXPECT_EQ(loaded("", {{"SLUICE_CONFIG", packed}}, no_files), "packed");
  EXPECT_EQ(loaded("", {{"SLUICE_CONFIG", packed.substr(0, 60)}}, no_files),
            "SLUICE_CONFIG: begins as base64 of gzip, but is no whole gzip; pack it with gzip -c | "
            "base64 -w0, or give a path or the YAML itself");
  EXPECT_EQ(loaded("", {{"SLUICE_CONFIG", "H4sI: no"}}, no_files).substr(0, 61),
            "SLUICE_CONFIG: begins as base64 of gzip, but is no base64; pa");
}

TEST(LoadConfig, NothingOrHalfOfItOrTwiceIsAnErrorThatNamesTheVariables) {
  EXPECT_EQ(loaded("", {}, no_files).substr(0, 29), "nothing says what to measure:");
  EXPECT_EQ(loaded("", {{"QUEUE_URL", "q"}}, no_files),
            "QUEUE_URL is set, but ECS_CLUSTER_NAME, ECS_SERVICE_NAME is missing; set all three "
            "or none of them");
  Variables both = article;
  both["SLUICE_CONFIG"] = "/etc/sluice.yaml";
  EXPECT_EQ(loaded("", both, files),
            "SLUICE_CONFIG and QUEUE_URL both say what to measure; unset one of them");
}

Config config_of(const std::vector<std::string>& queues, const std::string& region = "") {
  Config config{.name = "sluice.yaml", .region = region};
  config.plan.queues = queues;
  return config;
}

const std::string in_sydney = "https://sqs.ap-southeast-2.amazonaws.com/1/orders";
const std::string in_ireland = "arn:aws:sqs:eu-west-1:1:orders";
const std::string local = "http://localhost:4566/1/orders";

TEST(EndpointsFor, TheConfigsRegionWinsAndAMissingOneIsExplained) {
  EXPECT_EQ(
      endpoints_for(config_of({in_sydney}, "ap-southeast-2"), {.region = "eu-west-1"}, "")->region,
      "ap-southeast-2");
  EXPECT_EQ(endpoints_for(config_of({in_sydney}), {.region = ""}, "").error(),
            "no region: set AWS_REGION, region in the config or in the AWS profile (the queue '" +
                in_sydney + "' is in ap-southeast-2)");
}

TEST(EndpointsFor, AQueueOfAnotherRegionIsNoticed) {
  EXPECT_EQ(
      endpoints_for(config_of({in_sydney, in_ireland}), {.region = "ap-southeast-2"}, "").error(),
      "sluice.yaml: the queue 'arn:aws:sqs:eu-west-1:1:orders' is in eu-west-1, but the "
      "region is ap-southeast-2 (set by AWS_REGION or the AWS profile); make both the same");
  EXPECT_TRUE(
      endpoints_for(config_of({in_ireland}), {.region = "ap-southeast-2"}, "http://localhost:4566"))
      << "a stand-in for AWS has any region";
}

TEST(EndpointsFor, TheFlagGoesOverAllAndALocalQueueUrlSaysWhereSqsIs) {
  const aws::EndpointRules own{.region = "eu-west-1",
                               .for_service = {{"SQS", {"http://own:1", "AWS_ENDPOINT_URL_SQS"}}}};
  const auto flagged = endpoints_for(config_of({local}), own, "http://flag:2");
  EXPECT_EQ(aws::resolve_endpoint(aws::sqs, *flagged)->origin(), "http://flag:2");
  EXPECT_EQ(aws::resolve_endpoint(aws::sqs, *endpoints_for(config_of({local}), own, ""))->origin(),
            "http://own:1");
  const auto derived = endpoints_for(config_of({local}), {.region = "eu-west-1"}, "");
  EXPECT_EQ(aws::resolve_endpoint(aws::sqs, *derived)->origin(), "http://localhost:4566");
  EXPECT_EQ(aws::resolve_endpoint(aws::ecs, *derived)->origin(),
            "https://ecs.eu-west-1.amazonaws.com");
  EXPECT_FALSE(endpoints_for(config_of({local, in_sydney}), {.region = "eu-west-1"}, ""));
}

}  // namespace
}  // namespace sluice::apps
