#include "local/store/saved_component.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "local/store/sqs_journal.hpp"
#include "support/temporary_folder.hpp"
#include "world/cloudwatch/cloudwatch.hpp"
#include "world/iam/iam.hpp"
#include "world/iam/sts.hpp"
#include "world/logs/logs.hpp"
#include "world/sqs/sqs.hpp"

namespace sluice::local {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

constexpr Instant noon{hours{24 * 365 * 50}};
constexpr const char* region = "us-east-1";

/// Sums of nothing in particular: what is saved is not what they are.
struct NoDigests final : world::Digests {
  world::Md5 md5(std::string_view bytes) override {
    return {static_cast<std::uint8_t>(bytes.size())};
  }
  std::string sha256_hex(std::string_view bytes) override { return std::string{bytes}; }
};

/// What a process has; another one is made on the same folder after it.
struct Process {
  explicit Process(const TemporaryFolder& folder, std::uint64_t seed = 1) : random{seed} {
    store = Store::open(folder.path(), loop.get_executor()).value();
  }

  asio::io_context loop;
  Random random;
  world::Identities identities{random};
  NoDigests digests;
  std::unique_ptr<Store> store;
};

struct WithSqs : Process {
  explicit WithSqs(const TemporaryFolder& folder, Instant now = noon) : Process{folder} {
    journal = std::make_unique<SqsJournal>(*store, region);
    sqs = std::make_unique<world::Sqs>(world::Location{}, identities, digests,
                                       world::SqsParameters{}, journal.get());
    kept = saved(*sqs, *journal, region);
    store->before_commit([this] { kept->save(*store); });
    const auto loaded = kept->load(*store, now);
    EXPECT_TRUE(loaded) << loaded.error();
  }
  ~WithSqs() { EXPECT_TRUE(store->commit()); }

  void send(const std::string& queue, const std::string& body) {
    EXPECT_TRUE(sqs->send_message(queue, {.body = body}, noon));
  }
  std::vector<world::ReceivedMessage> receive(const std::string& queue, Instant now) {
    return sqs->receive_message(queue, {.max_number_of_messages = 10}, now)->messages;
  }

  std::unique_ptr<SqsJournal> journal;
  std::unique_ptr<world::Sqs> sqs;
  std::unique_ptr<SavedComponent> kept;
};

TEST(SavedSqs, MessagesAreThereAgainAndDeletedOnesAreNot) {
  const TemporaryFolder folder;
  std::string handle;
  {
    WithSqs first{folder};
    ASSERT_TRUE(first.sqs->create_queue({.queue_name = "orders"}, noon));
    for (const char* const body : {"one", "two", "three"}) first.send("orders", body);
    const auto got = first.receive("orders", noon);
    ASSERT_EQ(got.size(), 3U);
    for (const auto& message : got) {
      if (message.body == "one") {
        ASSERT_TRUE(first.sqs->delete_message("orders", message.receipt_handle, noon));
      }
      if (message.body == "two") handle = message.receipt_handle;
    }
  }
  WithSqs second{folder};
  EXPECT_TRUE(second.receive("orders", noon + seconds{29}).empty()) << "still in flight";
  ASSERT_TRUE(second.sqs->delete_message("orders", handle, noon + seconds{29}))
      << "a receipt handle outlives the process";
  const auto left = second.receive("orders", noon + seconds{31});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].body, "three");
  EXPECT_EQ(left[0].receive_count, 2U);
  EXPECT_EQ(left[0].sent, noon);
}

TEST(SavedSqs, AttributesSurviveWhateverTheirBytes) {
  const TemporaryFolder folder;
  const std::string bytes{"\xff\x00\xfe", 3};
  {
    WithSqs first{folder};
    ASSERT_TRUE(first.sqs->create_queue({.queue_name = "orders"}, noon));
    world::SendMessageRequest request{.body = "b"};
    request.attributes = {{.name = "a",
                           .data_type = "Binary",
                           .value = bytes,
                           .kind = world::MessageAttribute::Kind::binary}};
    ASSERT_TRUE(first.sqs->send_message("orders", request, noon));
  }
  WithSqs second{folder};
  const auto got = second.receive("orders", noon);
  ASSERT_EQ(got.size(), 1U);
  ASSERT_TRUE(got[0].extras);
  ASSERT_EQ(got[0].extras->attributes.size(), 1U);
  EXPECT_EQ(got[0].extras->attributes[0].value, bytes);
}

TEST(SavedSqs, AFifoQueueRemembersWhatItAccepted) {
  const TemporaryFolder folder;
  world::SendMessageRequest request{.body = "b"};
  request.group = "g";
  request.deduplication_id = "once";
  std::uint64_t serial = 0;
  {
    WithSqs first{folder};
    ASSERT_TRUE(first.sqs->create_queue(
        {.queue_name = "orders.fifo", .attributes = {.fifo_queue = true}}, noon));
    ASSERT_TRUE(first.sqs->send_message("orders.fifo", request, noon));
    const auto got = first.receive("orders.fifo", noon);
    ASSERT_EQ(got.size(), 1U);
    serial = got[0].serial;
    ASSERT_TRUE(first.sqs->delete_message("orders.fifo", got[0].receipt_handle, noon));
  }
  WithSqs second{folder};
  ASSERT_TRUE(second.sqs->send_message("orders.fifo", request, noon + minutes{4}));
  EXPECT_TRUE(second.receive("orders.fifo", noon + minutes{4}).empty()) << "a duplicate";
  ASSERT_TRUE(second.sqs->send_message("orders.fifo", request, noon + minutes{6}));
  const auto got = second.receive("orders.fifo", noon + minutes{6});
  ASSERT_EQ(got.size(), 1U);
  EXPECT_GT(got[0].serial, serial) << "sequence numbers only grow";
}

TEST(SavedSqs, ADeletedQueueIsGoneWithItsMessages) {
  const TemporaryFolder folder;
  {
    WithSqs first{folder};
    ASSERT_TRUE(first.sqs->create_queue({.queue_name = "orders"}, noon));
    first.send("orders", "b");
    ASSERT_TRUE(first.store->commit());
    ASSERT_TRUE(first.sqs->delete_queue("orders", noon));
    first.store->touch();
  }
  WithSqs second{folder};
  EXPECT_EQ(second.sqs->find_queue("orders"), nullptr);
  ASSERT_TRUE(second.sqs->create_queue({.queue_name = "orders"}, noon + minutes{2}));
  EXPECT_TRUE(second.receive("orders", noon + minutes{2}).empty());
}

TEST(SavedIam, RolesAndSessionsAreThereAgain) {
  const TemporaryFolder folder;
  world::IamState before;
  {
    Process first{folder};
    world::Iam iam{world::Location{}, first.identities};
    world::Sts sts{iam, first.identities};
    const auto kept = saved(iam, "123456789012");
    const auto kept_sessions = saved(sts, "123456789012");
    ASSERT_TRUE(iam.create_role(
        {.name = "r", .trust_policy = "{\"bytes\":\"\xe9\"}", .tags = {{"k", "v"}}}, noon));
    ASSERT_TRUE(iam.create_policy({.name = "p", .document = "{}"}, noon));
    ASSERT_TRUE(sts.get_session_token(hours{1}, noon));
    kept->save(*first.store);
    kept_sessions->save(*first.store);
    before = iam.state();
  }
  Process second{folder};
  world::Iam iam{world::Location{}, second.identities};
  world::Sts sts{iam, second.identities};
  ASSERT_TRUE(saved(iam, "123456789012")->load(*second.store, noon));
  ASSERT_TRUE(saved(sts, "123456789012")->load(*second.store, noon));
  EXPECT_EQ(iam.state(), before);
  EXPECT_EQ(sts.state().sessions.size(), 1U);
  world::Iam other{world::Location{}, second.identities};
  ASSERT_TRUE(saved(other, "another")->load(*second.store, noon));
  EXPECT_TRUE(other.state().roles.empty()) << "places do not mix";
}

TEST(SavedIam, ADamagedDocumentIsNamed) {
  const TemporaryFolder folder;
  Process process{folder};
  process.store->put_document("iam", "x", "no document");
  world::Iam iam{world::Location{}, process.identities};
  const auto loaded = saved(iam, "x")->load(*process.store, noon);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error(), testing::HasSubstr("iam is damaged"));
}

std::vector<std::string> lines(const world::Logs& logs) {
  std::vector<std::string> all;
  for (const auto& event : logs.state().groups.at("g").streams.at("s").events)
    all.push_back(event.message);
  return all;
}

TEST(SavedLogs, EventsAreKeptOnceAndInOrder) {
  const TemporaryFolder folder;
  {
    Process first{folder};
    world::Logs logs{world::Location{}};
    const auto kept = saved(logs, region);
    ASSERT_TRUE(logs.create_log_group("g", {}, noon));
    ASSERT_TRUE(logs.create_log_stream("g", "s", noon));
    ASSERT_TRUE(logs.put_log_events("g", "s", {{.timestamp = noon, .message = "a"}}, noon));
    kept->save(*first.store);
    ASSERT_TRUE(logs.put_log_events("g", "s",
                                    {{.timestamp = noon + seconds{1}, .message = "b"},
                                     {.timestamp = noon + seconds{2}, .message = "c"}},
                                    noon + seconds{2}));
    kept->save(*first.store);
    kept->save(*first.store);
  }
  {
    Process second{folder};
    world::Logs logs{world::Location{}};
    const auto kept = saved(logs, region);
    ASSERT_TRUE(kept->load(*second.store, noon + seconds{3}));
    EXPECT_THAT(lines(logs), ElementsAre("a", "b", "c"));
    ASSERT_TRUE(logs.put_log_events("g", "s", {{.timestamp = noon + seconds{3}, .message = "d"}},
                                    noon + seconds{3}));
    kept->save(*second.store);
  }
  Process third{folder};
  world::Logs logs{world::Location{}};
  ASSERT_TRUE(saved(logs, region)->load(*third.store, noon + seconds{4}));
  EXPECT_THAT(lines(logs), ElementsAre("a", "b", "c", "d"));
}

TEST(SavedLogs, ADeletedStreamTakesItsEventsWithIt) {
  const TemporaryFolder folder;
  {
    Process first{folder};
    world::Logs logs{world::Location{}};
    const auto kept = saved(logs, region);
    ASSERT_TRUE(logs.create_log_group("g", {}, noon));
    ASSERT_TRUE(logs.create_log_stream("g", "s", noon));
    ASSERT_TRUE(logs.put_log_events("g", "s", {{.timestamp = noon, .message = "old"}}, noon));
    kept->save(*first.store);
    ASSERT_TRUE(logs.delete_log_stream("g", "s"));
    ASSERT_TRUE(logs.create_log_stream("g", "s", noon + seconds{1}));
    kept->save(*first.store);
  }
  Process second{folder};
  world::Logs logs{world::Location{}};
  ASSERT_TRUE(saved(logs, region)->load(*second.store, noon));
  EXPECT_TRUE(lines(logs).empty());
}

void put_minutes(world::CloudWatch& metrics, SavedComponent& kept, Store& store, int count) {
  for (int minute = 0; minute < count; ++minute) {
    const Instant now = noon + minutes{minute};
    const world::MetricDatum datum{
        .metric_name = "BacklogPerTask", .value = minute, .unit = "Count"};
    const world::PutMetricDataRequest request{.metric_namespace = "ECS/CustomMetrics",
                                              .metric_data = {datum}};
    ASSERT_TRUE(metrics.put_metric_data(request, now));
    kept.save(store);
  }
}

TEST(SavedCloudWatch, EveryBucketIsThereAgain) {
  const TemporaryFolder folder;
  constexpr int count = 300;  // several documents of buckets
  const world::Metric metric{.metric_namespace = "ECS/CustomMetrics", .name = "BacklogPerTask"};
  std::vector<world::MetricBucket> before;
  {
    Process first{folder};
    world::CloudWatch metrics{world::Location{}, first.identities};
    const auto kept = saved(metrics, region);
    put_minutes(metrics, *kept, *first.store, count);
    before = metrics.state().metrics.at(metric).units.at("Count").tiers[1].buckets;
    ASSERT_EQ(before.size(), static_cast<std::size_t>(count));
  }
  Process second{folder};
  world::CloudWatch metrics{world::Location{}, second.identities};
  ASSERT_TRUE(saved(metrics, region)->load(*second.store, noon + minutes{count}));
  const world::MetricRecord& record = metrics.state().metrics.at(metric);
  EXPECT_EQ(record.units.at("Count").tiers[1].buckets, before);
  EXPECT_EQ(record.last_received, noon + minutes{count - 1});
}

TEST(SavedCloudWatch, AlarmsKeepTheirState) {
  const TemporaryFolder folder;
  world::AlarmConfiguration alarm{.name = "high",
                                  .evaluation_periods = 3,
                                  .threshold = 20,
                                  .comparison = world::Comparison::greater_than_threshold};
  alarm.metric_stat = world::MetricStat{
      .metric = {.metric_namespace = "n", .name = "m"}, .period = minutes{1}, .stat = "Average"};
  {
    Process first{folder};
    world::CloudWatch metrics{world::Location{}, first.identities};
    const auto kept = saved(metrics, region);
    ASSERT_TRUE(metrics.put_alarm(alarm, noon));
    ASSERT_TRUE(metrics.set_alarm_state(
        {.alarm_name = "high", .state_value = world::AlarmState::alarm, .state_reason = "told"},
        noon));
    kept->save(*first.store);
  }
  Process second{folder};
  world::CloudWatch metrics{world::Location{}, second.identities};
  ASSERT_TRUE(saved(metrics, region)->load(*second.store, noon));
  const world::AlarmRecord* const found = metrics.find_alarm("high");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->state, world::AlarmState::alarm);
  EXPECT_EQ(found->state_reason, "told");
  EXPECT_EQ(found->configuration.metric_stat, alarm.metric_stat);
}

}  // namespace
}  // namespace sluice::local
