// The services of the loop: saved, and loaded into another process's component.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "local/events/documents.hpp"
#include "local/store/saved_component.hpp"
#include "support/scaling_loop.hpp"
#include "support/scripted_tasks.hpp"
#include "support/temporary_folder.hpp"
#include "world/events/event_bridge.hpp"
#include "world/lambda/lambda.hpp"
#include "world/logs/logs.hpp"

namespace sluice::local {
namespace {

using namespace std::chrono_literals;

constexpr const char* place = "us-east-1";
constexpr Instant noon{std::chrono::hours{24 * 365 * 50}};

/// A store on a folder that goes with it.
struct Kept {
  std::map<std::string, std::string> documents(std::string_view component) const {
    std::map<std::string, std::string> all;
    EXPECT_TRUE(store->each_document(
        component, [&](std::string_view key, std::string_view value) { all.emplace(key, value); }));
    return all;
  }

  TemporaryFolder folder;
  asio::io_context loop;
  std::unique_ptr<Store> store = Store::open(folder.path(), loop.get_executor()).value();
};

/// Saves one component, loads that into the other, and gives what both say of
/// themselves: their documents.
template <class Component>
std::pair<std::map<std::string, std::string>, std::map<std::string, std::string>> documents_of_both(
    SavedComponent& kept, Component& other, std::string_view name, Instant now) {
  const Kept first;
  const Kept second;
  kept.save(*first.store);
  EXPECT_FALSE(kept.changed());
  const auto again = saved(other, place);  // does not know of the load
  const auto loaded = saved(other, place)->load(*first.store, now);
  EXPECT_TRUE(loaded) << loaded.error();
  EXPECT_TRUE(again->changed());
  again->save(*second.store);
  return {first.documents(name), second.documents(name)};
}

TEST(SavedScaling, TargetsPoliciesAndWhatIsUnderWayAreThereAgain) {
  world::ScalingLoop before;
  const auto kept = saved(before.scaling, place);
  before.register_target(1, 10);
  before.track("BacklogPerTask", 20);
  before.high("BacklogPerTask", 60);
  EXPECT_FALSE(before.scaling.state().targets.begin()->second.running.empty());
  world::ScalingLoop after;
  const auto [one, other] =
      documents_of_both(*kept, after.scaling, "application-autoscaling", before.now);
  EXPECT_EQ(one.size(), 1U);
  EXPECT_EQ(one, other);
  EXPECT_EQ(after.scaling.due(), before.scaling.due());
}

TEST(SavedEcs, ServicesAreThereAgain) {
  EcsCloud before;
  const auto kept = saved(before.ecs, place);
  before.create(0);
  EcsCloud after;
  const auto [one, other] = documents_of_both(*kept, after.ecs, "ecs", before.now);
  EXPECT_EQ(one.size(), 1U);
  EXPECT_EQ(one, other);
}

TEST(SavedEcs, TasksThatEndedWithTheProgramAreReplaced) {
  EcsCloud before;
  const auto kept = saved(before.ecs, place);
  before.create(3);
  const Kept store;
  kept->save(*store.store);
  EcsCloud after{{}, 8};
  after.tasks.launches.clear();
  ASSERT_TRUE(saved(after.ecs, place)->load(*store.store, before.now));
  for (auto due = after.ecs.due(); due && *due < before.now + 5min; due = after.ecs.due())
    after.ecs.run(*due);
  EXPECT_EQ(after.tasks.launches.size(), 3U);
  for (const auto& launch : after.tasks.launches)
    EXPECT_FALSE(before.ecs.state().tasks.contains(launch.task_arn));
}

/// Takes what Lambda and EventBridge ask for, and does nothing.
class Nobody final : public world::FunctionRuntime,
                     public world::InvocationResults,
                     public world::EventTargets,
                     public world::MetricSink {
 public:
  void start(const world::EnvironmentPlan&, std::string_view) override {}
  void invoke(world::EnvironmentId, world::FunctionInvocation) override {}
  void stop(world::EnvironmentId) override {}
  void completed(world::InvocationResult) override {}
  world::Answer<void> deliver(std::string_view, std::string, std::string_view, Instant) override {
    return {};
  }
  void observe(const world::Metric&, double, std::string_view, Instant) override {}
};

struct Functions {
  Random random{1};
  world::Identities identities{random};
  Nobody nobody;
  world::Logs logs{world::Location{}};
  JsonEventDocuments documents;
  world::Lambda lambda{world::Location{}, {identities, nobody, logs, nobody, nobody}, {}};
  world::EventBridge events{world::Location{}, {identities, nobody, documents, nobody}, {}};
};

TEST(SavedLambda, FunctionsAndTheirPackagesAreThereAgain) {
  Functions before;
  const auto kept = saved(before.lambda, place);
  ASSERT_TRUE(
      before.lambda.create_function({.name = "orders",
                                     .settings = {.role = "arn:aws:iam::123456789012:role/r",
                                                  .handler = "bootstrap",
                                                  .runtime = "provided.al2023"},
                                     .code = {.sha256 = "sum", .zip = "zip \xff"}},
                                    noon));
  Functions after;
  const auto [one, other] = documents_of_both(*kept, after.lambda, "lambda", noon);
  EXPECT_EQ(one.size(), 1U);
  EXPECT_EQ(one, other);
  EXPECT_EQ(after.lambda.state().packages, before.lambda.state().packages);
  EXPECT_EQ(after.lambda.due(), before.lambda.due());
}

TEST(SavedEvents, RulesKeepTheirTargetsAndTheirNextMoment) {
  Functions before;
  const auto kept = saved(before.events, place);
  ASSERT_TRUE(before.events.put_rule(
      {.name = "publish", .schedule_expression = "rate(1 minute)", .tags = {{"team", "orders"}}},
      noon));
  ASSERT_TRUE(before.events.put_targets(
      "publish", {{.id = "1", .arn = "arn:aws:lambda:us-east-1:123456789012:function:publisher"}}));
  Functions after;
  const auto [one, other] = documents_of_both(*kept, after.events, "events", noon);
  EXPECT_EQ(one.size(), 1U);
  EXPECT_EQ(one, other);
  EXPECT_EQ(after.events.due(), before.events.due());
}

}  // namespace
}  // namespace sluice::local
