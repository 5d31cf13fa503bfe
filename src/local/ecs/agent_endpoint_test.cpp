#include "local/ecs/agent_endpoint.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/scripted_tasks.hpp"

namespace sluice::local {
namespace {

using Json = nlohmann::json;

class Agent : public testing::Test {
 protected:
  Agent() { cloud_.create(2); }

  std::string task_id(std::size_t place = 0) const {
    return cloud_.task(cloud_.running().at(place)).id;
  }
  http::Response ask(const std::string& method, const std::string& path, std::string body = "") {
    http::Request request{.method = method, .body = std::move(body)};
    request.url.target = std::string{agent_path} + path;
    return endpoint_.answer(request);
  }

  EcsCloud cloud_;
  int changes_ = 0;
  AgentEndpoint endpoint_{{.find = [this](std::string_view) { return &cloud_.ecs; },
                           .present = [this] { return cloud_.now; },
                           .changed = [this] { ++changes_; }}};
};

TEST_F(Agent, ATaskProtectsItselfAndLetsGo) {
  const std::string path = task_id() + "/task-protection/v1/state";
  auto response = ask("PUT", path, R"({"ProtectionEnabled": true, "ExpiresInMinutes": 60})");
  EXPECT_EQ(response.status, 200);
  Json protection = Json::parse(response.body)["protection"];
  EXPECT_EQ(protection["ProtectionEnabled"], true);
  EXPECT_EQ(protection["ExpirationDate"], "1970-01-01T02:00:00.000Z");
  EXPECT_EQ(protection["TaskArn"], cloud_.running().at(0));
  EXPECT_EQ(changes_, 1);
  EXPECT_EQ(Json::parse(ask("GET", path).body)["protection"], protection);
  response = ask("PUT", path, R"({"ProtectionEnabled": false})");
  protection = Json::parse(response.body)["protection"];
  EXPECT_EQ(protection["ProtectionEnabled"], false);
  EXPECT_TRUE(protection["ExpirationDate"].is_null());
}

TEST_F(Agent, WhatEcsRefusesComesAsFailureOrError) {
  cloud_.desire(1);
  const std::string first = task_id() + "/task-protection/v1/state";
  cloud_.desire(2);
  ask("PUT", first, R"({"ProtectionEnabled": true})");
  (void)cloud_.ecs.set_desired_count("orders", "orders-service", 1, cloud_.now);
  const std::string second = task_id(1) + "/task-protection/v1/state";
  const std::string& blocked = second == first ? task_id(0) + "/task-protection/v1/state" : second;
  auto response = ask("PUT", blocked, R"({"ProtectionEnabled": true})");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(Json::parse(response.body)["failure"]["Reason"], "DEPLOYMENT_BLOCKED");

  for (const char* body : {"", "[]", R"({"ExpiresInMinutes": 5})", R"({"ProtectionEnabled": 1})",
                           R"({"ProtectionEnabled": true, "ExpiresInMinutes": 0})"}) {
    response = ask("PUT", first, body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_FALSE(Json::parse(response.body)["error"]["Message"].empty()) << body;
  }
}

TEST_F(Agent, MetadataOfTheContainerAndItsTask) {
  const Json container = Json::parse(ask("GET", task_id() + "/v4/app").body);
  EXPECT_EQ(container["Name"], "app");
  EXPECT_EQ(container["KnownStatus"], "RUNNING");
  EXPECT_EQ(container["Labels"]["com.amazonaws.ecs.task-definition-family"], "worker");
  const Json task = Json::parse(ask("GET", task_id() + "/v4/app/task").body);
  EXPECT_EQ(task["TaskARN"], cloud_.running().at(0));
  EXPECT_EQ(task["ServiceName"], "orders-service");
  EXPECT_EQ(task["Revision"], "1");
  EXPECT_EQ(task["Containers"].size(), 1U);
}

TEST_F(Agent, AnythingElseIsNotFound) {
  for (const std::string& path :
       {std::string{"none/v4/app"}, task_id(), task_id() + "/v4/none", task_id() + "/v4/app/stats",
        task_id() + "/task-protection/v2/state"})
    EXPECT_EQ(ask("GET", path).status, 404) << path;
  EXPECT_EQ(ask("DELETE", task_id() + "/task-protection/v1/state").status, 404);
}

}  // namespace
}  // namespace sluice::local
