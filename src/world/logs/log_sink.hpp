#pragma once

#include <string_view>

#include "base/time.hpp"

namespace sluice::world {

/// Takes what tasks and functions print: CloudWatch Logs, in the whole cloud.
class LogSink {
 public:
  LogSink() = default;
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;
  virtual ~LogSink() = default;

  /// Adds an event to the stream and makes the group and the stream where they
  /// are missing. An empty message is passed over.
  virtual void put(std::string_view group, std::string_view stream, std::string_view message,
                   Instant now) = 0;
};

}  // namespace sluice::world
