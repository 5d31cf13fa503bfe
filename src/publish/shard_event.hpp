#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "publish/shard.hpp"

namespace sluice::publish {

/// The shard that a Lambda function's event asks for, by its members `shard` and
/// `shards`: {"shard": 0, "shards": 4}, as a schedule's constant input gives it.
/// Nothing where it has neither: then all services are meant. The error is one
/// line that names the member and what would be right.
[[nodiscard]] Result<std::optional<Shard>, std::string> shard_of_event(std::string_view event);

}  // namespace sluice::publish
