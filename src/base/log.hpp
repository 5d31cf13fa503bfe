#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sluice {

/// One named value of a log line.
struct LogField {
  std::string_view name;
  std::variant<std::string, std::int64_t, double, bool> value;
};

/// Where people read what happened. Lent by `main`; the pure layers have none.
class Log {
 public:
  enum class Level { debug, info, warning, error };

  Log() = default;
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  virtual ~Log() = default;

  /// One line. `message` is the same text for every line of its kind; what
  /// varies goes into the fields.
  virtual void write(Level level, std::string_view message, std::vector<LogField> fields) = 0;

  void info(std::string_view message, std::vector<LogField> fields = {}) {
    write(Level::info, message, std::move(fields));
  }
  void warning(std::string_view message, std::vector<LogField> fields = {}) {
    write(Level::warning, message, std::move(fields));
  }
  void error(std::string_view message, std::vector<LogField> fields = {}) {
    write(Level::error, message, std::move(fields));
  }
};

/// Says nothing.
class SilentLog final : public Log {
 public:
  void write(Level, std::string_view, std::vector<LogField>) override {}
};

}  // namespace sluice
