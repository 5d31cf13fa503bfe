#pragma once

#include <cstdint>

#include "core/service_key.hpp"
#include "publish/plan.hpp"

namespace sluice::publish {

/// One of several equal parts of all services.
struct Shard {
  std::uint32_t index = 0;  ///< 0 to count - 1
  std::uint32_t count = 1;  ///< 1 to most_shards
  friend bool operator==(const Shard&, const Shard&) = default;
};

/// A schedule each; an EventBridge bus takes 300 rules by default.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
inline constexpr std::uint32_t most_shards = 300;

/// FNV-1a of 64 bits over "cluster/service". Never changes: schedules that are
/// there already rely on it.
/// https://www.rfc-editor.org/rfc/rfc9923
[[nodiscard]] std::uint64_t stable_hash(const core::ServiceKey& key);

/// Which of `count` shards `key` belongs to: its hash modulo `count`.
[[nodiscard]] std::uint32_t shard_of(const core::ServiceKey& key, std::uint32_t count);

/// The services of `plan` that belong to `shard`, in the same order, and the
/// queues that they need.
/// REQUIRES: shard.index < shard.count.
[[nodiscard]] Plan part_of(const Plan& plan, const Shard& shard);

}  // namespace sluice::publish
