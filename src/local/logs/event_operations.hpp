#pragma once

#include <cstdint>
#include <string>

#include "local/operation.hpp"
#include "world/logs/logs.hpp"

namespace sluice::local {

/// How CloudWatch Logs writes a time: milliseconds since the epoch, as an integer.
[[nodiscard]] std::int64_t epoch_milliseconds(Instant at);

/// The group that `logGroupName` or `logGroupIdentifier` names; one of them is
/// required.
[[nodiscard]] std::string log_group_named(const world::Logs& logs, Input& input);

/// The operations on the events themselves.
Output put_log_events(world::Logs& logs, Input& input, const Call& call);
Output get_log_events(world::Logs& logs, Input& input, const Call& call);
Output filter_log_events(world::Logs& logs, Input& input, const Call& call);

}  // namespace sluice::local
