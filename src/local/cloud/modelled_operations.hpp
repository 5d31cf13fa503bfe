#pragma once

#include <map>
#include <string>
#include <vector>

namespace sluice::local {

/// The operations that this cloud answers, sorted, by the service's name
/// ("application-autoscaling"), as /_sluice/health lists them.
[[nodiscard]] std::map<std::string, std::vector<std::string>> modelled_operations();

}  // namespace sluice::local
