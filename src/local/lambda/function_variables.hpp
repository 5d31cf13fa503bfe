#pragma once

#include <cstdint>
#include <filesystem>

#include "local/lambda/function_processes.hpp"

namespace sluice::local {

/// Where a function's environment finds its files.
struct FunctionFolders {
  std::filesystem::path task_root;
  std::filesystem::path scratch;  ///< its temporary files
};

/// The variables that a function sees: what Lambda sets, what its configuration
/// adds, and where our services are.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
[[nodiscard]] world::FunctionVariables function_variables(const world::EnvironmentPlan& plan,
                                                          const FunctionProcessesOptions& options,
                                                          const world::Location& where,
                                                          const FunctionFolders& folders,
                                                          std::uint16_t runtime_port);

}  // namespace sluice::local
