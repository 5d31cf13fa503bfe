#include "local/ecs/operations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/scripted_tasks.hpp"

namespace sluice::local {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// ECS as a client sees it, after the protocol.
class EcsFace : public testing::Test {
 protected:
  Output ask(std::string_view operation, std::string_view request) {
    const Json sent = Json::parse(request);
    Input input{sent, {.code = "InvalidParameterException"}, Input::Texts::stay};
    const auto operations = ecs_operations();
    const auto found = std::ranges::find(operations, operation, &Operation<world::Ecs>::name);
    if (found == operations.end())
      return world::refuse("UnknownOperationException", std::string{operation});
    auto output = found->handle(cloud_.ecs, input,
                                {cloud_.now, cloud_.ecs.where(), "127.0.0.1:4566", "request"});
    cloud_.settle();
    return output;
  }
  Json answer(std::string_view operation, std::string_view request) {
    auto output = ask(operation, request);
    if (!output) ADD_FAILURE() << output.error().code << ": " << output.error().message;
    return output.value_or(Json{});
  }
  std::string refusal(std::string_view operation, std::string_view request) {
    const auto output = ask(operation, request);
    return output ? "" : output.error().code + ": " + output.error().message;
  }
  void create_article_service() {
    answer("RegisterTaskDefinition", R"({"family": "orders", "networkMode": "awsvpc", "cpu": "256",
      "memory": "512", "requiresCompatibilities": ["FARGATE"],
      "executionRoleArn": "arn:aws:iam::1:role/x", "containerDefinitions": [
        {"name": "app", "image": "orders:1", "environment": [{"name": "A", "value": "1"}],
         "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/orders",
           "awslogs-region": "ap-southeast-2", "awslogs-stream-prefix": "ecs"}}}]})");
    answer("CreateService", R"({"cluster": "orders", "serviceName": "orders-service",
      "taskDefinition": "orders", "desiredCount": 2, "launchType": "FARGATE",
      "schedulingStrategy": "REPLICA", "enableECSManagedTags": false, "clientToken": "t",
      "deploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 50},
      "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2"],
        "securityGroups": ["sg-1"], "assignPublicIp": "ENABLED"}},
      "tags": [{"key": "team", "value": "orders"}]})");
  }

  EcsCloud cloud_;
};

TEST_F(EcsFace, AClusterReadsBackWhatWasWritten) {
  const Json made = answer("CreateCluster", R"({"clusterName": "c", "settings":
    [{"name": "containerInsights", "value": "enabled"}], "tags": [{"key": "k", "value": "v"}]})");
  EXPECT_EQ(made["cluster"]["clusterArn"], "arn:aws:ecs:ap-southeast-2:123456789012:cluster/c");
  const Json all = answer("DescribeClusters", R"({"clusters":
    ["c", "arn:aws:ecs:ap-southeast-2:123456789012:cluster/none"],
    "include": ["TAGS", "SETTINGS", "CONFIGURATIONS"]})");
  const Json& cluster = all["clusters"][0];
  EXPECT_EQ(cluster["status"], "ACTIVE");
  EXPECT_EQ(cluster["settings"][0]["value"], "enabled");
  EXPECT_EQ(cluster["tags"][0]["key"], "k");
  EXPECT_EQ(all["failures"][0]["reason"], "MISSING");
  EXPECT_EQ(answer("DeleteCluster", R"({"cluster": "c"})")["cluster"]["status"], "INACTIVE");
  EXPECT_EQ(answer("ListClusters", "{}")["clusterArns"].size(), 1U);
  EXPECT_EQ(refusal("UpdateCluster", R"({"cluster": "c"})"),
            "ClusterNotFoundException: Cluster not found.");
}

TEST_F(EcsFace, ATaskDefinitionReadsBackWhatWasWrittenWithAwssDefaults) {
  create_article_service();
  const Json read =
      answer("DescribeTaskDefinition", R"({"taskDefinition": "orders:1", "include": ["TAGS"]})");
  const Json& definition = read["taskDefinition"];
  EXPECT_EQ(definition["revision"], 1);
  EXPECT_EQ(definition["status"], "ACTIVE");
  EXPECT_EQ(definition["networkMode"], "awsvpc");
  EXPECT_EQ(definition["requiresCompatibilities"], Json::array({"FARGATE"}));
  EXPECT_EQ(definition["executionRoleArn"], "arn:aws:iam::1:role/x");
  EXPECT_EQ(definition["registeredAt"], 3600.0);
  const Json& container = definition["containerDefinitions"][0];
  EXPECT_EQ(container["essential"], true);
  EXPECT_EQ(container["cpu"], 0);
  EXPECT_EQ(container["mountPoints"], Json::array());
  EXPECT_EQ(container["environment"][0]["value"], "1");
  EXPECT_EQ(container["logConfiguration"]["options"]["awslogs-group"], "/ecs/orders");
  EXPECT_EQ(answer("ListTaskDefinitions",
                   R"({"familyPrefix": "orders", "sort": "DESC"})")["taskDefinitionArns"]
                .size(),
            1U);
  EXPECT_EQ(answer("ListTaskDefinitionFamilies", R"({"status": "ACTIVE"})")["families"],
            Json::array({"orders", "worker"}));
}

TEST_F(EcsFace, WhatIsNotModelledIsRefused) {
  EXPECT_THAT(refusal("RegisterTaskDefinition", R"({"family": "x", "containerDefinitions":
      [{"name": "a", "image": "b", "secrets": [{"name": "S", "valueFrom": "arn"}]}]})"),
              HasSubstr("secrets"));
  EXPECT_THAT(refusal("RegisterTaskDefinition", R"({"family": "x", "containerDefinitions":
      [{"name": "a", "image": "b", "dependsOn": [{"containerName": "c", "condition": "HEALTHY"}]}]})"),
              HasSubstr("HEALTHY"));
  EXPECT_THAT(refusal("CreateService", R"({"cluster": "orders", "serviceName": "x",
      "taskDefinition": "worker", "loadBalancers": [{"containerName": "a"}]})"),
              HasSubstr("loadBalancers"));
  EXPECT_THAT(refusal("CreateService", R"({"cluster": "orders", "serviceName": "x",
      "taskDefinition": "worker", "schedulingStrategy": "DAEMON"})"),
              HasSubstr("REPLICA"));
  EXPECT_THAT(refusal("StartTask", R"({"taskDefinition": "worker"})"), HasSubstr("RunTask"));
}

TEST_F(EcsFace, AServiceReadsBackWhatWasWritten) {
  create_article_service();
  const Json all = answer("DescribeServices", R"({"cluster": "orders", "include": ["TAGS"],
    "services": ["orders-service", "none"]})");
  EXPECT_EQ(all["failures"][0]["reason"], "MISSING");
  const Json& service = all["services"][0];
  EXPECT_EQ(service["runningCount"], 2);
  EXPECT_EQ(service["status"], "ACTIVE");
  EXPECT_EQ(service["launchType"], "FARGATE");
  EXPECT_EQ(service["platformVersion"], "LATEST");
  EXPECT_EQ(service["schedulingStrategy"], "REPLICA");
  EXPECT_EQ(service["deploymentController"]["type"], "ECS");
  EXPECT_EQ(service["deploymentConfiguration"]["minimumHealthyPercent"], 50);
  const Json& vpc = service["networkConfiguration"]["awsvpcConfiguration"];
  EXPECT_EQ(vpc["subnets"], Json::array({"subnet-1", "subnet-2"}));
  EXPECT_EQ(vpc["assignPublicIp"], "ENABLED");
  EXPECT_EQ(service["tags"][0]["value"], "orders");
  const Json& deployment = service["deployments"][0];
  EXPECT_EQ(deployment["status"], "PRIMARY");
  EXPECT_EQ(deployment["rolloutState"], "COMPLETED");
  EXPECT_EQ(deployment["networkConfiguration"]["awsvpcConfiguration"], vpc);
  EXPECT_THAT(service["events"][0]["message"].get<std::string>(), HasSubstr("steady state"));
  EXPECT_FALSE(answer("DescribeServices", R"({"cluster": "orders",
    "services": ["orders-service"]})")["services"][0]
                   .contains("tags"));
}

TEST_F(EcsFace, ACountAloneStartsNoDeploymentAndAForcedOneDoes) {
  create_article_service();
  Json service = answer("UpdateService", R"({"cluster": "orders", "service": "orders-service",
    "desiredCount": 3})")["service"];
  EXPECT_EQ(service["desiredCount"], 3);
  EXPECT_EQ(service["deployments"].size(), 1U);
  service = answer("UpdateService", R"({"cluster": "orders", "service": "orders-service",
    "forceNewDeployment": true, "deploymentConfiguration": {"maximumPercent": 150}})")["service"];
  EXPECT_EQ(service["deployments"].size(), 2U);
  EXPECT_EQ(service["deployments"][0]["rolloutState"], "IN_PROGRESS");
  EXPECT_EQ(service["deployments"][1]["status"], "ACTIVE");
  EXPECT_EQ(service["deploymentConfiguration"]["minimumHealthyPercent"], 50);
  EXPECT_EQ(service["deploymentConfiguration"]["maximumPercent"], 150);
  EXPECT_THAT(refusal("UpdateService", R"({"cluster": "orders", "service": "orders-service",
    "desiredCount": 2.5})"),
              HasSubstr("SerializationException"));
}

TEST_F(EcsFace, TasksAreListedByPagesAndDescribed) {
  create_article_service();
  answer("UpdateService", R"({"cluster": "orders", "service": "orders-service",
    "desiredCount": 5})");
  Json page = answer("ListTasks", R"({"cluster": "orders", "serviceName": "orders-service",
    "maxResults": 3})");
  EXPECT_EQ(page["taskArns"].size(), 3U);
  Json next = Json::object();
  next["cluster"] = "orders";
  next["maxResults"] = 3;
  next["nextToken"] = page["nextToken"];
  page = answer("ListTasks", next.dump());
  EXPECT_EQ(page["taskArns"].size(), 2U);
  EXPECT_FALSE(page.contains("nextToken"));
  EXPECT_TRUE(
      answer("ListTasks", R"({"cluster": "orders", "desiredStatus": "PENDING"})")["taskArns"]
          .empty());
  Json ask = Json::object();
  ask["cluster"] = "orders";
  ask["tasks"] = page["taskArns"];
  const Json task = answer("DescribeTasks", ask.dump())["tasks"][0];
  EXPECT_EQ(task["lastStatus"], "RUNNING");
  EXPECT_EQ(task["desiredStatus"], "RUNNING");
  EXPECT_EQ(task["group"], "service:orders-service");
  EXPECT_EQ(task["attachments"][0]["status"], "ATTACHED");
  EXPECT_EQ(task["containers"][0]["lastStatus"], "RUNNING");
  EXPECT_EQ(task["cpu"], "256");
  EXPECT_THAT(refusal("ListTasks", R"({"cluster": "orders", "maxResults": 101})"),
              HasSubstr("less than or equal to 100"));
}

TEST_F(EcsFace, ProtectionAndStoppingByTheApi) {
  create_article_service();
  const Json arns = answer("ListTasks", R"({"cluster": "orders"})")["taskArns"];
  Json ask = Json::object();
  ask["cluster"] = "orders";
  ask["tasks"] = Json::array({arns[0]});
  ask["protectionEnabled"] = true;
  ask["expiresInMinutes"] = 60;
  const Json set = answer("UpdateTaskProtection", ask.dump());
  EXPECT_EQ(set["protectedTasks"][0]["protectionEnabled"], true);
  EXPECT_EQ(set["protectedTasks"][0]["expirationDate"], 7200.0);
  EXPECT_EQ(answer("GetTaskProtection", R"({"cluster": "orders"})")["protectedTasks"].size(), 2U);
  ask.erase("protectionEnabled");
  EXPECT_THAT(refusal("UpdateTaskProtection", ask.dump()), HasSubstr("protectionEnabled"));
  Json stop = Json::object();
  stop["cluster"] = "orders";
  stop["task"] = arns[0];
  stop["reason"] = "enough";
  EXPECT_EQ(answer("StopTask", stop.dump())["task"]["stoppedReason"], "enough");
  EXPECT_EQ(answer("ListTasks", R"({"cluster": "orders", "desiredStatus": "STOPPED"})")["taskArns"],
            Json::array({arns[0]}));
}

TEST_F(EcsFace, RunTaskKeepsItsOverrides) {
  const Json task = answer("RunTask", R"({"cluster": "orders", "taskDefinition": "worker",
    "count": 1, "startedBy": "me", "overrides": {"containerOverrides":
      [{"name": "app", "environment": [{"name": "A", "value": "1"}]}]}})")["tasks"][0];
  EXPECT_EQ(task["lastStatus"], "PROVISIONING");
  EXPECT_EQ(task["overrides"]["containerOverrides"][0]["name"], "app");
  EXPECT_EQ(cloud_.tasks.launches.back().containers[0].environment.at("A"), "1");
}

TEST_F(EcsFace, TagsOfEachKindOfResource) {
  create_article_service();
  for (const char* arn : {"arn:aws:ecs:ap-southeast-2:123456789012:cluster/orders",
                          "arn:aws:ecs:ap-southeast-2:123456789012:service/orders/orders-service",
                          "arn:aws:ecs:ap-southeast-2:123456789012:task-definition/orders:1"}) {
    Json ask = Json::object();
    ask["resourceArn"] = arn;
    Json tagged = ask;
    tagged["tags"] = Json::parse(R"([{"key": "a", "value": "b"}, {"key": "c"}])");
    answer("TagResource", tagged.dump());
    Json untagged = ask;
    untagged["tagKeys"] = Json::array({"c", "team"});
    answer("UntagResource", untagged.dump());
    const Json tags = answer("ListTagsForResource", ask.dump())["tags"];
    ASSERT_EQ(tags.size(), 1U);
    EXPECT_EQ(tags[0]["value"], "b");
  }
  EXPECT_THAT(refusal("ListTagsForResource", R"({"resourceArn": "arn:none"})"),
              HasSubstr("InvalidParameterException"));
}

TEST_F(EcsFace, AccountSettingsAndCapacityProviders) {
  answer("PutAccountSetting", R"({"name": "containerInsights", "value": "enabled"})");
  EXPECT_EQ(
      answer("ListAccountSettings", R"({"name": "containerInsights"})")["settings"][0]["value"],
      "enabled");
  EXPECT_GT(answer("ListAccountSettings", R"({"effectiveSettings": true})")["settings"].size(), 5U);
  EXPECT_EQ(answer("DescribeCapacityProviders", "{}")["capacityProviders"].size(), 2U);
  answer("PutClusterCapacityProviders", R"({"cluster": "orders", "capacityProviders": ["FARGATE"],
    "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]})");
  EXPECT_EQ(
      answer("DescribeClusters", R"({"clusters": ["orders"]})")["clusters"][0]["capacityProviders"],
      Json::array({"FARGATE"}));
}

TEST_F(EcsFace, DeletingAService) {
  create_article_service();
  EXPECT_EQ(answer("ListServices", R"({"cluster": "orders"})")["serviceArns"].size(), 1U);
  EXPECT_EQ(answer("DeleteService", R"({"cluster": "orders", "service": "orders-service",
    "force": true})")["service"]["status"],
            "DRAINING");
  EXPECT_EQ(
      answer("DescribeServices",
             R"({"cluster": "orders", "services": ["orders-service"]})")["services"][0]["status"],
      "INACTIVE");
}

}  // namespace
}  // namespace sluice::local
