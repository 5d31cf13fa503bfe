#include "publish/shard.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "publish/shard_event.hpp"

namespace sluice::publish {
namespace {

// What another implementation gives; the function itself gives 0x85944171f73967e8
// for "foobar" there, as in the tables of RFC 9923. Were one of these to change,
// services would be measured twice or not at all while schedules are replaced.
struct Vector {
  core::ServiceKey key;
  std::uint64_t hash;
  std::uint32_t of_two, of_three, of_four, of_ten;
};
const std::vector<Vector> vectors{
    {{"orders", "orders-service"}, 0x736f766202a1af22U, 0, 1, 2, 4},
    {{"orders", "billing"}, 0x28cb5abf2e0278f8U, 0, 1, 0, 0},
    {{"orders", "invoices"}, 0xcc811bc02c5d9e5dU, 1, 1, 1, 5},
    {{"c", "s"}, 0xf6defc190dbb1a9cU, 0, 2, 0, 2},
};

TEST(Shards, TheHashNeverChanges) {
  for (const Vector& vector : vectors) {
    EXPECT_EQ(stable_hash(vector.key), vector.hash) << vector.key.service;
    EXPECT_EQ(shard_of(vector.key, 1), 0U);
    EXPECT_EQ(shard_of(vector.key, 2), vector.of_two) << vector.key.service;
    EXPECT_EQ(shard_of(vector.key, 3), vector.of_three) << vector.key.service;
    EXPECT_EQ(shard_of(vector.key, 4), vector.of_four) << vector.key.service;
    EXPECT_EQ(shard_of(vector.key, 10), vector.of_ten) << vector.key.service;
  }
}

/// A thousand services of two queues each: one of its own, one that all share.
Plan a_thousand() {
  Plan plan{.metric = {.name = "Kept"}, .queues = {"shared"}, .services = {}};
  for (std::size_t i = 0; i < 1000; ++i) {
    plan.queues.push_back(fmt::format("queue-{}", i));
    plan.services.push_back({.key = {"bench", fmt::format("orders-{:04}", i)},
                             .queues = {{.queue = i + 1, .weight = 2}, {.queue = 0}}});
  }
  return plan;
}

TEST(Shards, EveryServiceBelongsToExactlyOne) {
  const Plan plan = a_thousand();
  for (const std::uint32_t count : {1U, 2U, 3U, 4U, 16U, 300U}) {
    std::set<core::ServiceKey> seen;
    for (std::uint32_t index = 0; index < count; ++index)
      for (const ServicePlan& service : part_of(plan, {index, count}).services)
        EXPECT_TRUE(seen.insert(service.key).second) << service.key.service << " of " << count;
    EXPECT_EQ(seen.size(), plan.services.size()) << count;
  }
}

TEST(Shards, AreAboutEqual) {
  const Plan plan = a_thousand();
  for (std::uint32_t index = 0; index < 4; ++index) {
    const std::size_t size = part_of(plan, {index, 4}).services.size();
    EXPECT_GT(size, 200U);
    EXPECT_LT(size, 300U);
  }
}

TEST(Shards, KeepTheRulesAndOnlyTheQueuesThatTheyNeed) {
  const Plan plan = a_thousand();
  const Plan part = part_of(plan, {1, 4});
  ASSERT_FALSE(part.services.empty());
  EXPECT_EQ(part.metric.name, "Kept");
  EXPECT_EQ(part.queues.size(), part.services.size() + 1) << "the shared one stands once";
  for (const ServicePlan& service : part.services) {
    const std::string number = service.key.service.substr(7);
    EXPECT_EQ(part.queues.at(service.queues.at(0).queue),
              fmt::format("queue-{}", std::stoi(number)));
    EXPECT_EQ(service.queues.at(0).weight, 2);
    EXPECT_EQ(part.queues.at(service.queues.at(1).queue), "shared");
  }
}

TEST(ShardEvent, AsksForAShardOrForAll) {
  EXPECT_EQ(shard_of_event(R"({"shard": 0, "shards": 4})"), (Shard{0, 4}));
  EXPECT_EQ(shard_of_event(R"({"shard": 299, "shards": 300, "source": "me"})"), (Shard{299, 300}));
  for (const char* all : {R"({"source":"aws.events","detail":{"shard":1}})", "{}", "null", "[]"}) {
    const auto got = shard_of_event(all);
    ASSERT_TRUE(got) << all;
    EXPECT_EQ(*got, std::nullopt) << all;
  }
}

TEST(ShardEvent, RefusesWhatIsNoShard) {
  struct Case {
    const char* event;
    const char* words;
  };
  for (const Case& wrong : std::vector<Case>{
           {R"({"shard": 4, "shards": 4})",
            R"("shard" is 4, which is not usable; give a whole number from 0 to 3)"},
           {R"({"shard": -1, "shards": 4})", "from 0 to 3"},
           {R"({"shard": 0, "shards": 0})",
            R"("shards" is 0, which is not usable; give a whole number from 1 to 300)"},
           {R"({"shard": 0, "shards": 301})", "from 1 to 300"},
           {R"({"shard": 1.5, "shards": 4})", R"("shard" is 1.5)"},
           {R"({"shard": "0", "shards": 4})", R"("shard" is "0")"},
           {R"({"shard": 0, "shards": 18446744073709551615})", "from 1 to 300"},
           {R"({"shard": null, "shards": 4})", R"("shard" is null)"},
           {R"({"shard": 1})", R"(has "shard" but no "shards")"},
           {R"({"shards": 4})", R"(has "shards" but no "shard")"},
           {R"({"shard": [0)", "not JSON"}}) {
    const auto got = shard_of_event(wrong.event);
    ASSERT_FALSE(got) << wrong.event;
    EXPECT_NE(got.error().find(wrong.words), std::string::npos) << got.error();
    EXPECT_EQ(got.error().find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace sluice::publish
