#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "world/ecs/ecs.hpp"

namespace sluice {

/// Tasks that do what a test says: by default each starts at once and ends by
/// SIGTERM at once.
class ScriptedTasks final : public world::TaskRuntime {
 public:
  void attend(world::Ecs& ecs) { ecs_ = &ecs; }

  void start(const world::TaskLaunch& task, Instant now) override {
    launches.push_back(task);
    for (const auto& container : task.containers) {
      if (!refusal.empty())
        ecs_->could_not_start(task.task_arn, container.name, refusal, now);
      else if (starts)
        ecs_->container_started(task.task_arn, container.name, now);
    }
  }
  void stop(std::string_view task_arn, Instant now) override {
    stopped.emplace_back(task_arn);
    if (heeds_sigterm) end(task_arn, 143, now);
  }
  void kill(std::string_view task_arn, Instant now) override {
    killed.emplace_back(task_arn);
    end(task_arn, 137, now);
  }
  void end(std::string_view task_arn, int code, Instant now) {
    const auto task = ecs_->state().tasks.find(task_arn);
    if (task == ecs_->state().tasks.end()) return;
    std::vector<std::string> names;
    for (const auto& container : task->second.containers) names.push_back(container.name);
    for (const std::string& name : names) ecs_->container_exited(task_arn, name, code, now);
  }

  bool starts = true;
  bool heeds_sigterm = true;
  std::string refusal = {};  ///< not empty: nothing can be started, for that reason
  std::vector<world::TaskLaunch> launches = {};
  std::vector<std::string> stopped = {};
  std::vector<std::string> killed = {};

 private:
  world::Ecs* ecs_ = nullptr;
};

/// One region's ECS with a cluster "orders" and a task definition "worker".
class EcsCloud {
 public:
  explicit EcsCloud(world::EcsParameters parameters = {}, std::uint64_t seed = 7)
      : random{seed}, ecs{{.region = "ap-southeast-2"}, identities, tasks, parameters} {
    tasks.attend(ecs);
    ecs.create_cluster({.name = "orders"});
    register_worker("one");
  }

  std::string register_worker(const std::string& command) {
    return ecs
        .register_task_definition(
            {.family = "worker",
             .cpu = "256",
             .memory = "512",
             .containers = {{.name = "app", .image = "worker", .command = {command}}}},
            now)
        ->arn;
  }

  world::EcsService create(std::int64_t desired, world::DeploymentConfiguration deployment = {}) {
    auto made = ecs.create_service({.cluster = "orders",
                                    .name = "orders-service",
                                    .task_definition = "worker",
                                    .desired = desired,
                                    .launch_type = "FARGATE",
                                    .deployment_configuration = deployment},
                                   now);
    settle();
    return service();
  }

  /// Does what is due now.
  void settle() {
    while (ecs.due() && *ecs.due() <= now) ecs.run(*ecs.due());
  }
  /// Lets time pass, with all that falls due in it.
  void pass(Duration by) {
    const Instant end = now + by;
    while (ecs.due() && *ecs.due() <= end) {
      now = std::max(now, *ecs.due());
      ecs.run(now);
    }
    now = end;
  }
  void desire(std::int64_t count) {
    (void)ecs.set_desired_count("orders", "orders-service", count, now);
    settle();
  }
  world::EcsService service() const {
    return ecs.describe_services("orders", {"orders-service"})->found.at(0);
  }
  world::TaskTally counts() const { return ecs.tally(service()); }
  std::vector<std::string> running() const {
    return *ecs.list_tasks({.cluster = "orders", .service = "orders-service"});
  }
  world::EcsTask task(const std::string& arn) const { return ecs.state().tasks.at(arn); }
  std::vector<std::string> events() const {
    std::vector<std::string> texts;
    for (const auto& event : service().events) texts.insert(texts.begin(), event.message);
    return texts;
  }

  Random random;
  world::Identities identities{random};
  ScriptedTasks tasks;
  world::Ecs ecs;
  Instant now{std::chrono::hours{1}};
};

}  // namespace sluice
