#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"

namespace sluice::world {

/// How much of its CPU a service used: CPUUtilization of AWS/ECS.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
struct ServiceCpu {
  std::string cluster;  ///< names
  std::string service;
  double percent;  ///< of the CPU units of all its running tasks
};

/// Measures what tasks use; whoever runs them.
class ServiceUsage {
 public:
  ServiceUsage() = default;
  ServiceUsage(const ServiceUsage&) = delete;
  ServiceUsage& operator=(const ServiceUsage&) = delete;
  virtual ~ServiceUsage() = default;

  /// Of each service with running tasks, since the last call.
  virtual std::vector<ServiceCpu> take_cpu_usage() = 0;
};

}  // namespace sluice::world
