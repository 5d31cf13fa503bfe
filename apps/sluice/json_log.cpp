#include "sluice/json_log.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/calendar.hpp"

namespace sluice::apps {
namespace {

const char* name_of(Log::Level level) {
  switch (level) {
    case Log::Level::debug:
      return "debug";
    case Log::Level::info:
      return "info";
    case Log::Level::warning:
      return "warning";
    case Log::Level::error:
      return "error";
  }
  return "error";
}

}  // namespace

void JsonLog::write(Level level, std::string_view message, std::vector<LogField> fields) {
  nlohmann::ordered_json line{{"time", iso8601_milliseconds(clock_.now())},
                              {"level", name_of(level)},
                              {"message", message}};
  for (LogField& field : fields) {
    std::visit([&](auto& value) { line[std::string{field.name}] = std::move(value); }, field.value);
  }
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace sluice::apps
