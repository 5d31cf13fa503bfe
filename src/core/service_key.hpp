#pragma once

#include <compare>
#include <string>

namespace sluice::core {

/// An ECS service by its names; unique within an account and region.
struct ServiceKey {
  std::string cluster;
  std::string service;
  friend auto operator<=>(const ServiceKey&, const ServiceKey&) = default;
};

}  // namespace sluice::core
