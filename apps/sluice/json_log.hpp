#pragma once

#include "base/log.hpp"
#include "base/time.hpp"

namespace sluice::apps {

/// Writes each line as one JSON object to standard error.
class JsonLog final : public Log {
 public:
  /// `clock` must outlive this.
  explicit JsonLog(const Clock& clock) : clock_{clock} {}
  void write(Level level, std::string_view message, std::vector<LogField> fields) override;

 private:
  const Clock& clock_;
};

}  // namespace sluice::apps
