#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace sluice::world {

/// Where a container's output goes.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
struct LogConfiguration {
  std::string driver;  ///< "awslogs"
  std::map<std::string, std::string, std::less<>> options = {};
  friend bool operator==(const LogConfiguration&, const LogConfiguration&) = default;
};

/// The part of API_ContainerDefinition by which a container runs.
struct ContainerDefinition {
  std::string name;
  std::string image;
  bool essential = true;
  std::vector<std::string> entry_point = {};
  std::vector<std::string> command = {};
  std::map<std::string, std::string, std::less<>> environment = {};
  std::string working_directory = {};
  std::optional<Duration> stop_timeout = {};  ///< empty: 30 s
  std::optional<LogConfiguration> log = {};
  std::vector<std::string> starts_after = {};  ///< names; dependsOn with the condition START
  friend bool operator==(const ContainerDefinition&, const ContainerDefinition&) = default;
};

/// A task whose containers are to be started.
struct TaskLaunch {
  std::string task_arn;
  std::string task_id;
  std::string cluster;  ///< its name
  std::string cluster_arn;
  std::string family;
  std::int64_t revision;
  std::string service = {};  ///< its name; empty: none
  /// Of the task definition, with the overrides of RunTask.
  std::vector<ContainerDefinition> containers;
};

/// Where tasks really run: processes, or a script in tests. Its answers are
/// Ecs::container_started, could_not_start and container_exited, for each
/// container of each task, at once or later.
class TaskRuntime {
 public:
  TaskRuntime() = default;
  TaskRuntime(const TaskRuntime&) = delete;
  TaskRuntime& operator=(const TaskRuntime&) = delete;
  virtual ~TaskRuntime() = default;

  virtual void start(const TaskLaunch& task, Instant now) = 0;
  /// SIGTERM to each container that runs; one that does not run yet is not
  /// started: could_not_start is said of it.
  virtual void stop(std::string_view task_arn, Instant now) = 0;
  /// SIGKILL to each that still does.
  virtual void kill(std::string_view task_arn, Instant now) = 0;
};

}  // namespace sluice::world
