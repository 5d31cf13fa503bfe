#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace sluice::local {

/// The children of a process, as /proc tells them; none where it has ended.
[[nodiscard]] std::vector<pid_t> children_of(pid_t process);

/// What /proc/<pid>/stat says of one process.
struct ProcessStat {
  pid_t parent;
  Duration cpu_time;           ///< its own, by the system's clock ticks
  Duration children_cpu_time;  ///< of those children that it has waited for
};

/// Reads the text of /proc/<pid>/stat (proc_pid_stat(5)); nothing where it is
/// something else. `ticks` of them are a second.
[[nodiscard]] std::optional<ProcessStat> parse_process_stat(std::string_view text, long ticks);

/// CPU time of all that descends from `process`, of what has ended included, as
/// long as it was waited for; without that of `process` itself. Nothing where it
/// has ended.
[[nodiscard]] std::optional<Duration> descendants_cpu_time(pid_t process);

}  // namespace sluice::local
