#pragma once

#include <string>

#include "core/service_key.hpp"
#include "history/arrivals.hpp"

namespace sluice::history {

/// Where a trace comes from.
struct Source {
  std::string queue;                             ///< its name
  std::string region;                            ///< "ap-southeast-2"
  std::optional<core::ServiceKey> service = {};  ///< whose tasks were recorded
};

/// The file of the trace: where it comes from, which bins could not be read and
/// why, and the bins. sim::parse_trace takes it.
/// REQUIRES: `arrivals` has a bin that was read.
[[nodiscard]] std::string file_text(const Source& source, const Bins& bins,
                                    const Arrivals& arrivals);

}  // namespace sluice::history
