#pragma once

#include <string>

#include "plan/space.hpp"

namespace sluice::plan {

/// How the service is called; the defaults stand for names to be filled in.
struct ServiceNames {
  std::string cluster = "orders";
  std::string service = "orders-service";
  std::string queue = "arn:aws:sqs:us-east-1:123456789012:orders-queue";  ///< its ARN
};

/// The variable `services` of deploy/terraform. REQUIRES: target tracking.
[[nodiscard]] std::string terraform_variables(const Setting& setting, const ServiceNames& names);

/// The config of `sluice publish`. REQUIRES: target tracking.
[[nodiscard]] std::string sluice_yaml(const Setting& setting, const ServiceNames& names);

}  // namespace sluice::plan
