#include "local/cloud/region_host.hpp"

#include <algorithm>
#include <utility>

namespace sluice::local {
namespace {

/// A program that ends on SIGTERM does so within this, in real time.
constexpr Duration patience_with_tasks = std::chrono::seconds{2};

/// What tasks use is looked up no more often than this, in real time: in a jump
/// of the clock, thousands of minutes pass in less.
constexpr Duration between_looks_at_cpu = std::chrono::milliseconds{100};

TaskProcessSettings task_settings(const RegionSettings& settings, const world::Location& where) {
  return {.directory = settings.directory / "tasks" / where.region,
          .endpoint = settings.endpoint,
          .images = settings.images,
          .environment = settings.environment};
}

FunctionProcessesOptions function_options(const RegionSettings& settings,
                                          const world::Location& where) {
  FunctionProcessesOptions options{.folder = settings.directory / "functions" / where.region,
                                   .endpoint_url = settings.endpoint};
  const auto path = settings.environment.find("PATH");
  if (path != settings.environment.end()) options.path = path->second;
  return options;
}

}  // namespace

RegionHost::RegionHost(const world::Location& where, const RegionSettings& settings,
                       RegionLent lent)
    : lent_{std::move(lent)},
      cpu_measured_{lent_.machine.now()},
      waiters_{lent_.executor},
      tasks_{task_settings(settings, where), TaskProcesses::Lent{.processes = lent_.processes,
                                                                 .logs = *this,
                                                                 .present = lent_.present,
                                                                 .changed = lent_.changed}},
      functions_{FunctionProcessesMeans{.executor = lent_.executor,
                                        .processes = lent_.processes,
                                        .cloud = lent_.cloud,
                                        .machine = lent_.machine},
                 where, function_options(settings, where)},
      region_{where,
              world::RegionPorts{.identities = lent_.identities,
                                 .digests = lent_.digests,
                                 .tasks = tasks_,
                                 .usage = *this,
                                 .functions = functions_,
                                 .results = waiters_,
                                 .documents = documents_,
                                 .time_zones = lent_.time_zones,
                                 .sqs_journal = lent_.sqs_journal},
              settings.parameters},
      queues_{region_.sqs, lent_.digests},
      lambda_face_{region_.lambda, waiters_} {
  tasks_.attend(region_.ecs);
  functions_.report_to(*this);
}

RegionHost::~RegionHost() = default;

bool RegionHost::idle() {
  if (tasks_.stopping() == 0)
    stopping_since_.reset();
  else if (!stopping_since_)
    stopping_since_ = lent_.machine.now();
  const bool ending =
      stopping_since_ && lent_.machine.now() - *stopping_since_ < patience_with_tasks;
  return functions_.idle() && !ending;
}

void RegionHost::retire() {
  tasks_.abandon();
  functions_.abandon();
  waiters_.cancel_all();
  queues_.polls.cancel_all();
}

std::vector<world::ServiceCpu> RegionHost::take_cpu_usage() {
  const Instant now = lent_.machine.now();
  if (now - cpu_measured_ >= between_looks_at_cpu) {
    cpu_usage_ = tasks_.cpu_utilization(now - std::exchange(cpu_measured_, now));
    return cpu_usage_;
  }
  // What was measured last still holds, but for services that run no more.
  const auto running = region_.ecs.running_tasks();
  std::erase_if(cpu_usage_, [&running](const world::ServiceCpu& usage) {
    return std::ranges::none_of(running, [&usage](const world::RunningTask& task) {
      return task.service == usage.service && task.cluster == usage.cluster;
    });
  });
  return cpu_usage_;
}

void RegionHost::put(std::string_view group, std::string_view stream, std::string_view message,
                     Instant now) {
  region_.logs.put(group, stream, message, now);
}

void RegionHost::printed(world::EnvironmentId environment, std::string_view line, Instant) {
  region_.lambda.printed(environment, line, lent_.present());
}

void RegionHost::finished(world::EnvironmentId environment, const world::InvocationOutcome& outcome,
                          Instant) {
  region_.lambda.finished(environment, outcome, lent_.present());
  lent_.changed();
}

void RegionHost::ended(world::EnvironmentId environment, Instant) {
  region_.lambda.ended(environment, lent_.present());
  lent_.changed();
}

}  // namespace sluice::local
