#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace sluice::world {

/// One line of a log stream.
struct LogEvent {
  Instant timestamp;  ///< whole milliseconds, as the writer says
  Instant ingestion;
  std::uint64_t id;  ///< unique among all events; orders equal timestamps
  std::string message;
};

/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html
struct LogStream {
  Instant creation;
  std::deque<LogEvent> events = {};  ///< by timestamp, then id
  std::optional<Instant> last_ingestion = {};
  std::uint64_t stored_bytes = 0;  ///< of the messages
};

/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html
struct LogGroup {
  Instant creation;
  std::optional<std::int64_t> retention_days = {};  ///< empty: for ever
  std::map<std::string, std::string, std::less<>> tags = {};
  std::map<std::string, LogStream, std::less<>> streams = {};
  std::string log_group_class = "STANDARD";
};

/// All that Logs remembers.
struct LogsState {
  std::map<std::string, LogGroup, std::less<>> groups = {};
  std::uint64_t next_event = 1;
};

}  // namespace sluice::world
