#include "local/ecs/task_processes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <set>
#include <system_error>

#include "base/check.hpp"
#include "local/ecs/agent_endpoint.hpp"

namespace sluice::local {
namespace {

namespace fs = std::filesystem;

/// Containers in an order in which each comes after those that it starts after;
/// those in a circle come last.
std::vector<const world::ContainerDefinition*> in_order(
    const std::vector<world::ContainerDefinition>& containers) {
  std::vector<const world::ContainerDefinition*> ordered;
  std::set<std::string_view> placed;
  const auto ready = [&placed](const world::ContainerDefinition& container) {
    return !placed.contains(container.name) &&
           std::ranges::all_of(container.starts_after, [&placed](const std::string& before) {
             return placed.contains(before);
           });
  };
  while (ordered.size() < containers.size()) {
    auto next = std::ranges::find_if(containers, ready);
    if (next == containers.end()) {
      next = std::ranges::find_if(
          containers, [&placed](const auto& other) { return !placed.contains(other.name); });
    }
    placed.insert(next->name);
    ordered.push_back(&*next);
  }
  return ordered;
}

/// The region of an ARN.
std::string region_of(std::string_view arn) {
  for (int i = 0; i < 3; ++i) arn.remove_prefix(std::min(arn.find(':') + 1, arn.size()));
  return std::string{arn.substr(0, arn.find(':'))};
}

std::string option(const world::LogConfiguration& log, std::string_view name) {
  const auto found = log.options.find(name);
  return found == log.options.end() ? "" : found->second;
}

}  // namespace

std::map<std::string, std::string, std::less<>> inherited_environment(const Environment& ours) {
  std::map<std::string, std::string, std::less<>> chosen;
  for (const char* name : {"PATH", "HOME", "LANG", "TMPDIR", "TZ"})
    if (auto value = ours.find(name)) chosen.emplace(name, std::move(*value));
  return chosen;
}

TaskProcesses::TaskProcesses(TaskProcessSettings settings, Lent lent)
    : settings_{std::move(settings)},
      lent_{std::move(lent)},
      self_{std::make_shared<TaskProcesses*>(this)} {}

TaskProcesses::~TaskProcesses() {
  abandon();
}

void TaskProcesses::abandon() {
  const auto runs = std::exchange(runs_, {});
  for (const auto& [task, run] : runs)
    for (const auto& [container, process] : run.processes)
      lent_.processes.send_signal(process, SIGKILL);
}

void TaskProcesses::start(const world::TaskLaunch& task, Instant now) {
  CHECK(ecs_ != nullptr);
  runs_.emplace(task.task_arn, Run{});
  for (const world::ContainerDefinition* container : in_order(task.containers))
    start_container(task, *container, now);
}

void TaskProcesses::start_container(const world::TaskLaunch& task,
                                    const world::ContainerDefinition& container, Instant now) {
  const auto run = runs_.find(task.task_arn);
  if (run == runs_.end() || run->second.stopping)
    return ecs_->could_not_start(task.task_arn, container.name, "The task was stopped before.",
                                 now);
  auto command = command_of(task, container);
  if (!command) return ecs_->could_not_start(task.task_arn, container.name, command.error(), now);
  const auto started = lent_.processes.start(std::move(*command), listener_of(task, container));
  if (!started)
    return ecs_->could_not_start(task.task_arn, container.name,
                                 fmt::format("CannotStartContainerError: {}", started.error()),
                                 now);
  run->second.processes.emplace(container.name, *started);
  ecs_->container_started(task.task_arn, container.name, now);
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-metadata-fargate.html
Result<ProcessCommand, std::string> TaskProcesses::command_of(
    const world::TaskLaunch& task, const world::ContainerDefinition& container) const {
  const ImageCommand* const image = settings_.images.find(container.image);
  ProcessCommand command{.arguments = container.entry_point};
  command.arguments.insert(command.arguments.end(), container.command.begin(),
                           container.command.end());
  if (command.arguments.empty() && image != nullptr) command.arguments = image->command;
  if (command.arguments.empty())
    return Failure<std::string>{
        fmt::format("CannotPullContainerError: no command is known for the image {} on this "
                    "machine: give the container a command, or the image one in the file of "
                    "--images",
                    container.image)};
  const fs::path own = settings_.directory / task.task_id;
  std::error_code error;
  fs::create_directories(own, error);
  if (error)
    return Failure<std::string>{fmt::format("ResourceInitializationError: {} cannot be made: {}",
                                            own.string(), error.message())};
  command.output_file = own / fmt::format("{}.log", container.name);
  command.working_directory =
      image != nullptr && !image->working_directory.empty() ? image->working_directory : own;

  command.environment = settings_.environment;
  const auto set = [&command](std::string_view name, std::string value) {
    command.environment.insert_or_assign(std::string{name}, std::move(value));
  };
  const std::string agent = agent_uri(settings_.endpoint, task.task_id);
  set("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE");
  set("AWS_REGION", region_of(task.task_arn));
  set("AWS_DEFAULT_REGION", region_of(task.task_arn));
  set("AWS_ENDPOINT_URL", settings_.endpoint);
  set("AWS_ACCESS_KEY_ID", "test");
  set("AWS_SECRET_ACCESS_KEY", "test");
  set("ECS_AGENT_URI", agent);
  set("ECS_CONTAINER_METADATA_URI_V4", fmt::format("{}/v4/{}", agent, container.name));
  if (image != nullptr)
    for (const auto& [name, value] : image->environment) set(name, value);
  for (const auto& [name, value] : container.environment) set(name, value);
  return command;
}

ProcessListener TaskProcesses::listener_of(const world::TaskLaunch& task,
                                           const world::ContainerDefinition& container) {
  const std::weak_ptr<TaskProcesses*> self = self_;
  ProcessListener listener{
      .printed = {},
      .ended = [self, task_arn = task.task_arn, name = container.name](const ProcessEnd& end) {
        if (const auto us = self.lock()) (*us)->ended(task_arn, name, end.exit_code);
      }};
  if (!container.log || container.log->driver != "awslogs") return listener;
  const std::string prefix = option(*container.log, "awslogs-stream-prefix");
  std::string stream = prefix.empty()
                           ? fmt::format("{}/{}", container.name, task.task_id)
                           : fmt::format("{}/{}/{}", prefix, container.name, task.task_id);
  listener.printed = [self, group = option(*container.log, "awslogs-group"),
                      stream = std::move(stream)](std::string_view line) {
    const auto us = self.lock();
    if (!us || line.empty()) return;
    const Lent& lent = (*us)->lent_;
    lent.logs.put(group, stream, line, lent.present());
  };
  return listener;
}

void TaskProcesses::ended(const std::string& task_arn, const std::string& container,
                          int exit_code) {
  const auto run = runs_.find(task_arn);
  if (run == runs_.end()) return;  // it was abandoned
  run->second.processes.erase(container);
  if (run->second.processes.empty()) runs_.erase(run);
  ecs_->container_exited(task_arn, container, exit_code, lent_.present());
  lent_.changed();
}

void TaskProcesses::stop(std::string_view task_arn, Instant /*now*/) {
  const auto run = runs_.find(task_arn);
  if (run != runs_.end()) run->second.stopping = true;
  signal(task_arn, SIGTERM);
}

void TaskProcesses::kill(std::string_view task_arn, Instant /*now*/) {
  signal(task_arn, SIGKILL);
}

void TaskProcesses::signal(std::string_view task_arn, int number) {
  const auto run = runs_.find(task_arn);
  if (run == runs_.end()) return;
  for (const auto& [container, process] : run->second.processes)
    lent_.processes.send_signal(process, number);
}

std::size_t TaskProcesses::stopping() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(runs_, [](const auto& entry) { return entry.second.stopping; }));
}

std::vector<world::ServiceCpu> TaskProcesses::cpu_utilization(Duration elapsed) {
  constexpr double units_of_a_core = 1024.0;
  struct Sum {
    double used = 0.0;      ///< seconds of a core
    double reserved = 0.0;  ///< cores
  };
  std::map<std::pair<std::string, std::string>, Sum> services;
  for (const world::RunningTask& task : ecs_->running_tasks()) {
    const auto run = runs_.find(task.task_arn);
    if (task.service.empty() || run == runs_.end()) continue;
    Duration total{};
    for (const auto& [container, process] : run->second.processes)
      total += lent_.processes.cpu_time(process).value_or(Duration{});
    // A container that has ended takes its time with it.
    const Duration used = std::max(total - run->second.cpu_time, Duration{});
    run->second.cpu_time = total;
    Sum& sum = services[{task.cluster, task.service}];
    sum.used += std::chrono::duration<double>{used}.count();
    sum.reserved += task.cpu_units > 0.0 ? task.cpu_units / units_of_a_core : 1.0;
  }
  const double seconds = std::chrono::duration<double>{elapsed}.count();
  std::vector<world::ServiceCpu> result;
  if (seconds <= 0.0) return result;
  for (const auto& [service, sum] : services)
    result.push_back({service.first, service.second, 100.0 * sum.used / (seconds * sum.reserved)});
  return result;
}

}  // namespace sluice::local
