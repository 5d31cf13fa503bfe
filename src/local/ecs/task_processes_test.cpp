#include "local/ecs/task_processes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <sstream>

#include "local/process/guarded_processes.hpp"
#include "support/temporary_folder.hpp"

namespace sluice::local {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

struct KeptLogs final : world::LogSink {
  void put(std::string_view group, std::string_view stream, std::string_view message,
           Instant) override {
    lines.push_back(std::string{group} + " " + std::string{stream} + " " + std::string{message});
  }
  std::vector<std::string> lines;
};

/// ECS with real processes, on a clock that stands.
class Tasks : public testing::Test {
 protected:
  Tasks() {
    processes_of_tasks_.attend(ecs_);
    ecs_.create_cluster({.name = "orders"});
  }

  void define(std::vector<world::ContainerDefinition> containers) {
    ASSERT_TRUE(ecs_.register_task_definition(
        {.family = "worker", .cpu = "512", .containers = std::move(containers)}, now_));
  }
  static world::ContainerDefinition shell(std::string name, std::string script) {
    return {.name = std::move(name),
            .image = "worker",
            .entry_point = {"sh", "-c"},
            .command = {std::move(script)},
            .environment = {{"GREETING", "hello"}},
            .log = world::LogConfiguration{
                .driver = "awslogs",
                .options = {{"awslogs-group", "/ecs/orders"}, {"awslogs-stream-prefix", "ecs"}}}};
  }
  std::string run_one() {
    const auto task = ecs_.run_task({.cluster = "orders", .task_definition = "worker"}, now_);
    if (!task) return "";
    settle();
    return task->front().arn;
  }
  void settle() {
    while (ecs_.due() && *ecs_.due() <= now_) ecs_.run(*ecs_.due());
  }
  void until(const std::function<bool()>& done) {
    while (!done() && loop_.run_one_for(10s) > 0) settle();
    ASSERT_TRUE(done());
  }
  const world::EcsTask& task(const std::string& arn) { return ecs_.state().tasks.at(arn); }
  bool stopped(const std::string& arn) { return task(arn).status == world::TaskStatus::stopped; }
  std::string line(const std::string& arn, const std::string& container,
                   const std::string& message) {
    return "/ecs/orders ecs/" + container + "/" + task(arn).id + " " + message;
  }

  TemporaryFolder folder_;
  Instant now_{1h};
  int changes_ = 0;
  KeptLogs logs_;
  boost::asio::io_context loop_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.get_executor()};
  GuardedProcesses processes_{loop_.get_executor(), SLUICE_GUARDIAN_PROGRAM};
  Random random_{1};
  world::Identities identities_{random_};
  TaskProcesses processes_of_tasks_{
      {.directory = folder_.path() / "tasks",
       .endpoint = "http://127.0.0.1:4566",
       .images = {{{"mapped:*",
                    {.command = {"sh", "-c", "echo $FROM $GREETING"},
                     .environment = {{"FROM", "image"}, {"GREETING", "image"}}}}}},
       .environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}}},
      {.processes = processes_,
       .logs = logs_,
       .present = [this] { return now_; },
       .changed = [this] { ++changes_; }}};
  world::Ecs ecs_{{.region = "ap-southeast-2"}, identities_, processes_of_tasks_};
};

TEST_F(Tasks, AContainerIsAProcessWithItsEnvironmentItsDirectoryAndItsLogs) {
  define({shell("app", "echo $GREETING; env; pwd; exit 3")});
  const std::string arn = run_one();
  EXPECT_EQ(task(arn).status, world::TaskStatus::running);
  until([&] { return stopped(arn); });
  EXPECT_EQ(task(arn).containers.front().exit_code, 3);
  EXPECT_EQ(task(arn).stop_code, "EssentialContainerExited");
  EXPECT_GT(changes_, 0);
  const std::string id = task(arn).id;
  const std::string agent = "http://127.0.0.1:4566/_sluice/ecs-agent/" + id;
  for (const std::string& expected :
       {std::string{"hello"}, "ECS_AGENT_URI=" + agent,
        "ECS_CONTAINER_METADATA_URI_V4=" + agent + "/v4/app",
        std::string{"AWS_REGION=ap-southeast-2"}, std::string{"AWS_DEFAULT_REGION=ap-southeast-2"},
        std::string{"AWS_EXECUTION_ENV=AWS_ECS_FARGATE"},
        std::string{"AWS_ENDPOINT_URL=http://127.0.0.1:4566"},
        std::string{"AWS_ACCESS_KEY_ID=test"}})
    EXPECT_THAT(logs_.lines, Contains(line(arn, "app", expected)));
  std::stringstream file;
  file << std::ifstream{folder_.path() / "tasks" / id / "app.log"}.rdbuf();
  EXPECT_THAT(file.str(), HasSubstr("hello\n"));
  EXPECT_THAT(file.str(), HasSubstr("/tasks/" + id + "\n"));
}

TEST_F(Tasks, StoppingIsSigtermAndThenSigkill) {
  define({shell("app", "trap '' TERM; echo up; while :; do sleep 0.01; done")});
  const std::string arn = run_one();
  until([&] { return !logs_.lines.empty(); });
  ASSERT_TRUE(ecs_.stop_task("orders", arn, "enough", now_));
  loop_.run_for(50ms);
  EXPECT_EQ(task(arn).status, world::TaskStatus::stopping);
  now_ += 30s;
  settle();
  until([&] { return stopped(arn); });
  EXPECT_EQ(task(arn).containers.front().exit_code, 137);
}

TEST_F(Tasks, AWorkerThatHeedsSigtermEndsByItself) {
  define({shell("app", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done")});
  const std::string arn = run_one();
  until([&] { return !logs_.lines.empty(); });
  ASSERT_TRUE(ecs_.stop_task("orders", arn, "enough", now_));
  until([&] { return stopped(arn); });
  EXPECT_EQ(task(arn).containers.front().exit_code, 0);
  EXPECT_THAT(logs_.lines, Contains(line(arn, "app", "bye")));
}

TEST_F(Tasks, AnImageWithoutACommandHasItFromTheMapping) {
  auto container = shell("app", "");
  container.image = "mapped:1";
  container.entry_point.clear();
  container.command.clear();
  define({container});
  const std::string arn = run_one();
  until([&] { return stopped(arn); });
  EXPECT_THAT(logs_.lines, Contains(line(arn, "app", "image hello")));
}

TEST_F(Tasks, AnImageThatNobodyKnowsStopsTheTaskWithTheReason) {
  auto container = shell("app", "");
  container.image = "strange:1";
  container.entry_point.clear();
  container.command.clear();
  define({container, shell("side", "sleep 60")});
  const std::string arn = run_one();
  until([&] { return stopped(arn); });
  EXPECT_EQ(task(arn).stop_code, "TaskFailedToStart");
  EXPECT_THAT(task(arn).stopped_reason, HasSubstr("CannotPullContainerError"));
  EXPECT_THAT(task(arn).stopped_reason, HasSubstr("--images"));
}

TEST_F(Tasks, AProgramThatIsNotThereStopsTheTaskWithTheReason) {
  auto container = shell("app", "");
  container.entry_point = {"no-such-program-here"};
  define({container});
  const std::string arn = run_one();
  until([&] { return stopped(arn); });
  EXPECT_EQ(task(arn).stopped_reason,
            "CannotStartContainerError: no-such-program-here cannot be executed: No such file or "
            "directory");
}

TEST_F(Tasks, AnEssentialContainerTakesTheOthersAlong) {
  auto side = shell("side", "echo side; sleep 60");
  side.essential = false;
  side.starts_after = {"app"};
  define({side, shell("app", "sleep 0.2; exit 1")});
  const std::string arn = run_one();
  until([&] { return stopped(arn); });
  EXPECT_EQ(task(arn).containers[0].exit_code, 143);
  EXPECT_EQ(task(arn).containers[1].exit_code, 1);
}

TEST_F(Tasks, TheCpuOfAServiceIsAShareOfItsUnits) {
  define({shell("app",
                "echo up; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; "
                "sleep 60")});
  ASSERT_TRUE(ecs_.create_service(
      {.cluster = "orders", .name = "orders-service", .task_definition = "worker", .desired = 1},
      now_));
  settle();
  until([&] { return logs_.lines.size() == 2; });
  const auto cpu = processes_of_tasks_.cpu_utilization(1s);
  ASSERT_EQ(cpu.size(), 1U);
  EXPECT_EQ(cpu.front().service, "orders-service");
  EXPECT_GT(cpu.front().percent, 2.0) << "of half a core";
  EXPECT_LT(processes_of_tasks_.cpu_utilization(1s).front().percent, cpu.front().percent);
}

TEST_F(Tasks, AResetKillsAllAndSaysNothing) {
  define({shell("app", "echo up; sleep 60")});
  const std::string arn = run_one();
  until([&] { return !logs_.lines.empty(); });
  processes_of_tasks_.abandon();
  loop_.run_for(300ms);
  EXPECT_EQ(task(arn).status, world::TaskStatus::running) << "nobody told";
}

TEST(Images, PatternsFitFromEndToEnd) {
  EXPECT_TRUE(fits("orders", "orders"));
  EXPECT_TRUE(fits("orders:*", "orders:1.2"));
  EXPECT_TRUE(fits("*/orders:v?", "a/b/orders:v1"));
  EXPECT_TRUE(fits("*", ""));
  EXPECT_TRUE(fits("a*b*c", "aXbbYc"));
  EXPECT_FALSE(fits("orders", "orders:1"));
  EXPECT_FALSE(fits("orders:?", "orders:12"));
  EXPECT_FALSE(fits("a*b", "ac"));
}

TEST(InheritedEnvironment, IsAShortList) {
  const auto chosen = inherited_environment(
      Environment{{{"PATH", "/bin"}, {"HOME", "/root"}, {"SECRET", "x"}, {"AWS_PROFILE", "y"}}});
  EXPECT_EQ(chosen,
            (std::map<std::string, std::string, std::less<>>{{"HOME", "/root"}, {"PATH", "/bin"}}));
}

}  // namespace
}  // namespace sluice::local
