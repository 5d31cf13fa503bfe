#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "local/ecs/task_processes.hpp"
#include "local/events/documents.hpp"
#include "local/lambda/function_processes.hpp"
#include "local/lambda/invocation_waiters.hpp"
#include "local/lambda/lambda_face.hpp"
#include "local/process/process.hpp"
#include "local/sqs/queues.hpp"
#include "world/region.hpp"

namespace sluice::local {

/// How the regions of a cloud run on this machine.
struct RegionSettings {
  std::filesystem::path directory;  ///< of the files of tasks and functions
  std::string endpoint;             ///< "http://127.0.0.1:4566": where this cloud is reached
  ImageMapping images = {};
  /// What every container's environment begins with.
  std::map<std::string, std::string, std::less<>> environment = {};
  world::RegionParameters parameters = {};
};

/// What a region on this machine is lent; all must outlive it.
struct RegionLent {
  boost::asio::any_io_executor executor;
  Processes& processes;
  const Clock& cloud;    ///< the cloud's time
  const Clock& machine;  ///< real time
  world::Identities& identities;
  world::Digests& digests;
  const world::TimeZones& time_zones;
  world::SqsJournal* sqs_journal;
  std::function<Instant()> present;  ///< the world brought up to the present, and when that is
  std::function<void()> changed;     ///< news came by itself: something may be due earlier
};

/// One region and its hands: the processes of its tasks and functions, and the
/// calls that wait for it. One event loop, one thread.
class RegionHost final : private world::ServiceUsage,
                         private world::FunctionEvents,
                         private world::LogSink {
 public:
  RegionHost(const world::Location& where, const RegionSettings& settings, RegionLent lent);
  RegionHost(const RegionHost&) = delete;
  RegionHost& operator=(const RegionHost&) = delete;
  ~RegionHost() override;

  world::Region& region() { return region_; }
  Queues& queues() { return queues_; }
  LambdaFace& lambda() { return lambda_face_; }

  /// Whether no function works and no task ends just now: a jump of the clock may
  /// go on. A task that takes its time to end is not waited for any longer.
  [[nodiscard]] bool idle();

  /// Kills every process and answers every call that waits, as if its time were
  /// up; it must not be used again. The answers go out in the loop's next turns.
  void retire();

 private:
  std::vector<world::ServiceCpu> take_cpu_usage() override;
  void put(std::string_view group, std::string_view stream, std::string_view message,
           Instant now) override;
  void printed(world::EnvironmentId environment, std::string_view line, Instant now) override;
  void finished(world::EnvironmentId environment, const world::InvocationOutcome& outcome,
                Instant now) override;
  void ended(world::EnvironmentId environment, Instant now) override;

  RegionLent lent_;
  Instant cpu_measured_;                           ///< in real time
  std::vector<world::ServiceCpu> cpu_usage_ = {};  ///< as it was measured then
  std::optional<Instant> stopping_since_ = {};     ///< likewise; empty: no task is about to end
  InvocationWaiters waiters_;
  JsonEventDocuments documents_;
  TaskProcesses tasks_;
  FunctionProcesses functions_;
  world::Region region_;
  Queues queues_;
  LambdaFace lambda_face_;
};

}  // namespace sluice::local
