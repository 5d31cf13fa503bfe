#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.hpp"
#include "local/ecs/images.hpp"
#include "local/process/process.hpp"
#include "world/ecs/ecs.hpp"
#include "world/ecs/service_usage.hpp"
#include "world/logs/log_sink.hpp"

namespace sluice::local {

/// How tasks run on this machine.
struct TaskProcessSettings {
  /// Each task works in `<directory>/<task id>` and prints to
  /// `<directory>/<task id>/<container>.log`, beside CloudWatch Logs.
  std::filesystem::path directory;
  std::string endpoint;  ///< "http://127.0.0.1:4566": where this cloud is reached
  ImageMapping images = {};
  /// What every container's environment begins with: see inherited_environment.
  std::map<std::string, std::string, std::less<>> environment = {};
};

/// The variables that programs of this machine need and containers get from us:
/// PATH, HOME, LANG, TMPDIR, TZ, as far as they are set.
[[nodiscard]] std::map<std::string, std::string, std::less<>> inherited_environment(
    const Environment& ours);

/// Runs the containers of tasks as processes. One event loop, one thread.
class TaskProcesses final : public world::TaskRuntime {
 public:
  /// What it is lent; all must outlive it.
  struct Lent {
    Processes& processes;
    world::LogSink& logs;
    std::function<Instant()> present;  ///< the world's time, the world brought up to it
    std::function<void()> changed;     ///< called after news that came by itself
  };

  TaskProcesses(TaskProcessSettings settings, Lent lent);
  TaskProcesses(const TaskProcesses&) = delete;
  TaskProcesses& operator=(const TaskProcesses&) = delete;
  /// Kills what runs; nothing is said of it.
  ~TaskProcesses() override;

  /// Whom the news goes to: to be called once, before anything is started.
  void attend(world::Ecs& ecs) { ecs_ = &ecs; }

  void start(const world::TaskLaunch& task, Instant now) override;
  void stop(std::string_view task_arn, Instant now) override;
  void kill(std::string_view task_arn, Instant now) override;

  /// Kills every task's processes and forgets them, without a word to Ecs: for a
  /// reset.
  void abandon();

  /// Tasks that were told to stop and have not ended.
  [[nodiscard]] std::size_t stopping() const;

  /// The CPU of each service with running tasks since the last call, which was
  /// `elapsed` of real time ago. Services in the order of cluster and name.
  std::vector<world::ServiceCpu> cpu_utilization(Duration elapsed);

 private:
  struct Run {
    std::map<std::string, ProcessId, std::less<>> processes = {};  ///< by container
    bool stopping = false;
    Duration cpu_time{};  ///< at the last look
  };

  void start_container(const world::TaskLaunch& task, const world::ContainerDefinition& container,
                       Instant now);
  [[nodiscard]] Result<ProcessCommand, std::string> command_of(
      const world::TaskLaunch& task, const world::ContainerDefinition& container) const;
  [[nodiscard]] ProcessListener listener_of(const world::TaskLaunch& task,
                                            const world::ContainerDefinition& container);
  void ended(const std::string& task_arn, const std::string& container, int exit_code);
  void signal(std::string_view task_arn, int number);

  TaskProcessSettings settings_;
  Lent lent_;
  world::Ecs* ecs_ = nullptr;
  std::map<std::string, Run, std::less<>> runs_;  ///< by task ARN
  /// Gone with us, so that processes which end later know.
  std::shared_ptr<TaskProcesses*> self_;
};

}  // namespace sluice::local
