#pragma once

#include <string_view>

namespace sluice::local {

/// The program that Node.js runs for a function: node_runtime.mjs, which the
/// build writes into ours.
extern const std::string_view node_runtime;

}  // namespace sluice::local
