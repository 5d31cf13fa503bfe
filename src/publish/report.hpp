#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "record/tick.hpp"

namespace sluice::publish {

/// HTTP calls made, by service ("sqs"), retries included.
using CallCounts = std::map<std::string, std::int64_t, std::less<>>;

/// The tick as `--output json` prints it: one object on one line, as the
/// command line's contract has it (docs/commands.md).
[[nodiscard]] std::string to_json(const record::TickRecord& tick, const CallCounts& calls);

/// The tick as a table for people, a line a service.
[[nodiscard]] std::string to_text(const record::TickRecord& tick, const CallCounts& calls);

/// "published", "dry_run" or "failed".
[[nodiscard]] std::string_view to_string(record::PublishStatus status);

/// The failure in one line: operation, code, words.
[[nodiscard]] std::string to_line(const record::Failure& failure);

}  // namespace sluice::publish
