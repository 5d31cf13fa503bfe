#include "publish/shard.hpp"

#include <map>
#include <string_view>

#include "base/check.hpp"

namespace sluice::publish {
namespace {

constexpr std::uint64_t fnv_offset_basis = 14695981039346656037U;
constexpr std::uint64_t fnv_prime = 1099511628211U;

std::uint64_t hashed(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * fnv_prime;
  return hash;
}

}  // namespace

std::uint64_t stable_hash(const core::ServiceKey& key) {
  return hashed(hashed(hashed(fnv_offset_basis, key.cluster), "/"), key.service);
}

std::uint32_t shard_of(const core::ServiceKey& key, std::uint32_t count) {
  CHECK(count > 0);
  return static_cast<std::uint32_t>(stable_hash(key) % count);
}

Plan part_of(const Plan& plan, const Shard& shard) {
  CHECK(shard.index < shard.count);
  Plan part{.metric = plan.metric, .queues = {}, .services = {}};
  std::map<std::size_t, std::size_t> places;  // of a queue: in the plan, in the part
  for (const ServicePlan& service : plan.services) {
    if (shard_of(service.key, shard.count) != shard.index) continue;
    ServicePlan& kept = part.services.emplace_back(service);
    for (QueueUse& use : kept.queues) {
      const auto [place, fresh] = places.emplace(use.queue, part.queues.size());
      if (fresh) part.queues.push_back(plan.queues.at(use.queue));
      use.queue = place->second;
    }
  }
  return part;
}

}  // namespace sluice::publish
