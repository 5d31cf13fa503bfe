#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// What Application Auto Scaling sees of an ECS service.
struct ServiceCapacity {
  std::int64_t desired;
  std::int64_t running;
  std::int64_t pending;
  bool deployment_in_progress = false;  ///< scale-in waits meanwhile
};

/// The part of ECS that Application Auto Scaling uses. Modelled tasks of a
/// simulation are another body of it.
class ScalableServices {
 public:
  ScalableServices() = default;
  ScalableServices(const ScalableServices&) = delete;
  ScalableServices& operator=(const ScalableServices&) = delete;
  virtual ~ScalableServices() = default;

  /// Nothing where there is no such active service.
  [[nodiscard]] virtual std::optional<ServiceCapacity> capacity(std::string_view cluster,
                                                                std::string_view service) const = 0;
  /// UpdateService with a desired count and nothing else.
  virtual Answer<void> set_desired_count(std::string_view cluster, std::string_view service,
                                         std::int64_t desired, Instant now) = 0;
  /// A line in the service's events.
  virtual void add_service_event(std::string_view cluster, std::string_view service,
                                 std::string message, Instant now) = 0;
};

}  // namespace sluice::world
