#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "world/refusal.hpp"

namespace sluice::world {

/// A group's name: 1 to 512 of a-z, A-Z, 0-9, '_', '-', '/', '.' and '#'.
/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
[[nodiscard]] Answer<void> check_log_group_name(std::string_view name);

/// A stream's name: 1 to 512 of anything but ':' and '*'.
[[nodiscard]] Answer<void> check_log_stream_name(std::string_view name);

/// One of the numbers of days that PutRetentionPolicy takes.
[[nodiscard]] Answer<void> check_retention(std::int64_t days);

/// A page's size: `most` where none was asked for.
[[nodiscard]] Answer<std::size_t> page_size(std::optional<std::int64_t> limit, std::int64_t most);

}  // namespace sluice::world
