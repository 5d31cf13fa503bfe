#pragma once

#include <string>

#include "sluice/aws_access.hpp"
#include "sluice/command_line.hpp"

namespace sluice::apps {

/// A trace as it was read and saved.
struct SavedTrace {
  std::string path;
  std::string text;  ///< what the file says
};

/// Why there is none, in one line, and the exit code: 2 wrong usage, 1 AWS or the
/// disk refused.
struct NoTrace {
  int exit_code;
  std::string why;
};

/// Reads the queue's arrivals out of CloudWatch and saves them. Tells on standard
/// error what was read, and what could not be.
[[nodiscard]] Result<SavedTrace, NoTrace> fetch_trace(const CloudWatchTrace& wanted,
                                                      const Lent& lent);

}  // namespace sluice::apps
