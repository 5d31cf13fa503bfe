#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "support/queue_world.hpp"

namespace sluice::world {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Fifo : public QueueWorld {
 protected:
  const std::string q = "orders.fifo";
};

TEST_F(Fifo, GivesAGroupInOrderAndNoMoreOfItWhileOneIsInFlight) {
  make(q, {.content_based_deduplication = true});
  for (const char* body : {"a1", "a2", "a3"}) ASSERT_TRUE(send_to_group(q, body, "a"));
  for (const char* body : {"b1", "b2"}) ASSERT_TRUE(send_to_group(q, body, "b"));
  const auto first = receive(q, 2);
  EXPECT_EQ(bodies_of(first), "a1 a2");
  EXPECT_EQ(bodies(q), "b1 b2");
  EXPECT_EQ(bodies(q), "");
  ASSERT_TRUE(remove(q, first[0]));
  EXPECT_EQ(bodies(q), "");  // a2 is still in flight
  ASSERT_TRUE(change(q, first[1], 0));
  EXPECT_EQ(bodies(q), "a2 a3");
  pass(30s);
  EXPECT_EQ(bodies(q, 4), "a2 a3 b1 b2");
}

TEST_F(Fifo, AcceptsAMessageOnceInFiveMinutes) {
  make(q);
  const auto first = send_to_group(q, "one", "a", "id");
  const auto again = send_to_group(q, "other body", "b", "id");
  ASSERT_TRUE(first && again);
  EXPECT_EQ(again->id, first->id);
  EXPECT_EQ(again->serial, first->serial);
  const auto got = receive(q);
  ASSERT_TRUE(remove(q, got[0]));
  pass(5min - 1ns);
  EXPECT_EQ(send_to_group(q, "one", "a", "id")->serial, first->serial);
  EXPECT_EQ(counts(q).visible, 0);
  pass(1ns);
  EXPECT_GT(*send_to_group(q, "one", "a", "id")->serial, *first->serial);
  EXPECT_EQ(counts(q).visible, 1);
  EXPECT_EQ(journal_.accepted_count(), 2);
}

TEST_F(Fifo, DeduplicatesByContentAndByGroupWhereToldTo) {
  make(q, {.content_based_deduplication = true, .deduplication_scope = "messageGroup"});
  ASSERT_TRUE(send_to_group(q, "same", "a"));
  ASSERT_TRUE(send_to_group(q, "same", "a"));
  ASSERT_TRUE(send_to_group(q, "same", "b"));
  ASSERT_TRUE(send_to_group(q, "same", "a", "own-id"));
  EXPECT_EQ(counts(q).visible, 3);
}

TEST_F(Fifo, NeedsAGroupAndAnId) {
  make(q);
  EXPECT_EQ(send(q, "x").error().message, "The request must contain the parameter MessageGroupId.");
  EXPECT_THAT(send_to_group(q, "x", "a").error().message,
              HasSubstr("ContentBasedDeduplication enabled or MessageDeduplicationId"));
  EXPECT_FALSE(send_to_group(q, "x", "has space", "id"));
  SendMessageRequest delayed{.body = "x", .delay_seconds = 5};
  delayed.group = "a";
  delayed.deduplication_id = "id";
  EXPECT_THAT(sqs_.send_message(q, delayed, now_).error().message,
              HasSubstr("not valid for this queue type"));
}

TEST_F(Fifo, AnExpiredHandleIsAnError) {
  make(q);
  ASSERT_TRUE(send_to_group(q, "x", "a", "1"));
  const auto first = receive(q);
  pass(30s);
  const auto late = remove(q, first[0]);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().message, HasSubstr("Reason: The receipt handle has expired."));
  const auto second = receive(q);
  EXPECT_FALSE(remove(q, first[0]));
  EXPECT_TRUE(remove(q, second[0]));
  EXPECT_TRUE(remove(q, second[0]));
}

TEST_F(Fifo, ANewDelayHoldsForWhatIsDelayed) {
  make(q, {.delay_seconds = 100, .content_based_deduplication = true});
  ASSERT_TRUE(send_to_group(q, "1", "a"));
  pass(5s);
  ASSERT_TRUE(send_to_group(q, "2", "a"));
  EXPECT_EQ(counts(q).delayed, 2);
  ASSERT_TRUE(sqs_.set_queue_attributes(q, {.delay_seconds = 10}, now_));
  pass(5s);
  EXPECT_EQ(bodies(q, 1), "1");
  pass(5s);
  EXPECT_EQ(counts(q), (QueueCounts{.visible = 1, .in_flight = 1}));
}

/// Whatever receivers do, each group's messages are first seen, and deleted, in order.
TEST_F(Fifo, KeepsTheOrderOfEachGroupWhateverHappens) {
  make(q, {.visibility_timeout = 3});
  Random chance{20};
  const auto below = [&](std::uint64_t n) { return chance.bits() % n; };
  std::map<std::string, int> sent;
  std::map<std::string, int> deleted;
  std::vector<ReceivedMessage> held;
  std::map<std::string, int> in_flight_groups;
  for (int step = 0; step < 20'000; ++step) {
    const auto what = below(10);
    if (what < 4) {
      const std::string group = "g" + std::to_string(below(7));
      const int number = sent[group]++;
      ASSERT_TRUE(send_to_group(q, std::to_string(number), group, group + std::to_string(number)));
    } else if (what < 7) {
      for (auto& message : receive(q, static_cast<std::int64_t>(1 + below(10))))
        held.push_back(message);
    } else if (what < 9 && !held.empty()) {
      const std::size_t at = below(held.size());
      const ReceivedMessage message = held[at];
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(at));
      // One worker a batch deletes in order; another order is the worker's own doing.
      const int number = std::stoi(message.body);
      if (number != deleted[message.extras->group]) continue;
      if (remove(q, message)) ++deleted[message.extras->group];
    } else {
      pass(std::chrono::milliseconds{below(900)});
    }
  }
  pass(3s);
  for (auto messages = receive(q, 10); !messages.empty(); messages = receive(q, 10))
    for (const auto& message : messages) {
      EXPECT_EQ(std::stoi(message.body), deleted[message.extras->group]++);
      ASSERT_TRUE(remove(q, message));
    }
  EXPECT_EQ(deleted, sent);
  EXPECT_EQ(counts(q), QueueCounts{});
}

class DeadLetters : public QueueWorld {
 protected:
  QueueSettings to(const std::string& queue, std::int64_t count) const {
    return {.visibility_timeout = 1, .redrive_policy = RedrivePolicy{sqs_.queue_arn(queue), count}};
  }
};

TEST_F(DeadLetters, AreMovedWhenTheyWouldBeGivenOutOnceTooOften) {
  make("dead");
  make("orders", to("dead", 2));
  const auto sent = send("orders", "poison");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(bodies("orders"), "poison");
    pass(1s);
  }
  EXPECT_EQ(counts("orders").visible, 1);
  EXPECT_EQ(bodies("orders"), "");
  const auto dead = receive("dead");
  ASSERT_EQ(dead.size(), 1);
  EXPECT_EQ(dead[0].id, sent->id);
  EXPECT_EQ(dead[0].extras->dead_letter_source, "arn:aws:sqs:us-east-1:123456789012:orders");
  EXPECT_EQ(now_ - dead[0].sent, 2s);  // a standard queue's keeps its time
  EXPECT_EQ(counts("orders"), QueueCounts{});
  EXPECT_THAT(journal_.all()["orders"], IsEmpty());
  EXPECT_THAT(journal_.all()["dead"], SizeIs(1));
}

TEST_F(DeadLetters, ExpireByTheirFirstQueuesTimeAndAgeFromTheMove) {
  make("dead", {.message_retention_period = 100});
  make("orders", to("dead", 1));
  ASSERT_TRUE(send("orders", "poison"));
  receive("orders");
  pass(60s);
  receive("orders");
  ASSERT_EQ(counts("dead").visible, 1);
  pass(30s);
  for (const QueueMetric& metric : sqs_.take_metrics(now_))
    if (metric.queue == "dead" && metric.name == "ApproximateAgeOfOldestMessage") {
      EXPECT_EQ(metric.sum, 30);
    }
  pass(10s);
  EXPECT_EQ(counts("dead").visible, 0);
}

TEST_F(DeadLetters, LetTheNextMessagesThrough) {
  make("dead");
  make("orders", to("dead", 1));
  for (int i = 0; i < 15; ++i) ASSERT_TRUE(send("orders", "poison"));
  receive("orders", 10);
  receive("orders", 10);
  pass(1s);
  ASSERT_TRUE(send("orders", "good"));
  EXPECT_EQ(bodies("orders"), "good");
  EXPECT_EQ(counts("dead").visible, 15);
}

struct RedriveRow {
  RedrivePolicy policy;
  std::string reason;
};
class Redrive : public QueueWorld, public testing::WithParamInterface<RedriveRow> {};
TEST_P(Redrive, IsChecked) {
  make("dead");
  make("closed", {.redrive_allow_policy = RedriveAllowPolicy{.permission = "denyAll"}});
  const std::string mine = sqs_.queue_arn("orders");
  make("mine", {.redrive_allow_policy = RedriveAllowPolicy{"byQueue", {mine}}});
  make("dead.fifo");
  make("orders");
  const auto set = sqs_.set_queue_attributes("orders", {.redrive_policy = GetParam().policy}, now_);
  ASSERT_EQ(set.has_value(), GetParam().reason.empty());
  if (!set) {
    EXPECT_THAT(set.error().message, HasSubstr(GetParam().reason));
  }
}
const std::string here = "arn:aws:sqs:us-east-1:123456789012:";
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, Redrive, testing::Values(
    RedriveRow{{here + "dead", 1}, ""},
    RedriveRow{{here + "dead", 1000}, ""},
    RedriveRow{{here + "dead", 0}, "Invalid value for maxReceiveCount: 0"},
    RedriveRow{{here + "dead", 1001}, "Invalid value for maxReceiveCount: 1001"},
    RedriveRow{{here + "none", 3}, "Dead letter target does not exist."},
    RedriveRow{{"arn:aws:sqs:eu-west-1:123456789012:dead", 3}, "Dead letter target does not exist."},
    RedriveRow{{here + "dead.fifo", 3}, "must be same type of queue"},
    RedriveRow{{here + "closed", 3}, "does not allow"},
    RedriveRow{{here + "mine", 3}, ""}));
// clang-format on

TEST_F(DeadLetters, GoBackByAMoveTaskAsNewMessages) {
  make("dead");
  make("orders", to("dead", 1));
  EXPECT_THAT(sqs_.list_dead_letter_source_queues("dead", {})->queues, ElementsAre("orders"));
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(send("orders", "m"));
  const auto old_ids = receive("orders", 10);
  pass(1s);
  receive("orders", 10);
  ASSERT_EQ(counts("dead").visible, 7);
  EXPECT_EQ(sqs_.start_message_move_task({sqs_.queue_arn("orders")}, now_).error().message,
            "Source queue must be configured as a Dead Letter Queue.");
  EXPECT_EQ(sqs_.start_message_move_task({here + "none"}, now_).error().code,
            "ResourceNotFoundException");
  const auto handle = sqs_.start_message_move_task(
      {.source_arn = here + "dead", .max_number_of_messages_per_second = 3}, now_);
  ASSERT_TRUE(handle);
  EXPECT_FALSE(sqs_.start_message_move_task({here + "dead"}, now_));
  pass(1s);
  EXPECT_EQ(counts("dead").visible, 4);
  EXPECT_EQ(sqs_.list_message_move_tasks(here + "dead", 1)->front().moved, 3);
  pass(2s);
  const auto done = sqs_.list_message_move_tasks(here + "dead", 10);
  ASSERT_THAT(*done, SizeIs(1));
  EXPECT_EQ(done->front().status, "COMPLETED");
  EXPECT_EQ(done->front().moved, 7);
  EXPECT_EQ(sqs_.cancel_message_move_task(*handle, now_).error().code, "UnsupportedOperation");
  const auto back = receive("orders", 10);
  ASSERT_THAT(back, SizeIs(7));
  EXPECT_EQ(back[0].receive_count, 1);
  EXPECT_EQ(now_ - back[0].sent, 2s);
  for (const auto& message : back)
    EXPECT_TRUE(std::ranges::none_of(old_ids, [&](const auto& m) { return m.id == message.id; }));
}

TEST_F(DeadLetters, AMoveTaskCanBeCancelledAndFailsWithoutASource) {
  make("dead");
  make("orders", to("dead", 1));
  ASSERT_TRUE(send("dead", "never was elsewhere"));
  ASSERT_TRUE(sqs_.start_message_move_task({here + "dead"}, now_));
  pass(1s);
  EXPECT_EQ(sqs_.list_message_move_tasks(here + "dead", 1)->front().failure_reason,
            "CouldNotDetermineMessageSource");
  make("other");
  const auto handle = sqs_.start_message_move_task({here + "dead", here + "other"}, now_);
  ASSERT_TRUE(handle);
  EXPECT_EQ(sqs_.cancel_message_move_task(*handle, now_), 0);
  pass(5s);
  EXPECT_EQ(counts("other").visible, 0);
  EXPECT_EQ(sqs_.cancel_message_move_task("none", now_).error().code, "ResourceNotFoundException");
}

class LongPolling : public QueueWorld {
 protected:
  PollTicket wait(const std::string& queue, std::int64_t seconds, std::int64_t most = 1) {
    return try_receive(queue, {.max_number_of_messages = most, .wait_time_seconds = seconds})
        ->waiting.value();
  }
};

TEST_F(LongPolling, TheFirstWhoWaitsIsServedFirst) {
  make("orders");
  const PollTicket first = wait("orders", 20);
  const PollTicket second = wait("orders", 10);
  EXPECT_FALSE(sqs_.has_answered());
  ASSERT_TRUE(send("orders", "one"));
  auto answered = sqs_.take_answered();
  ASSERT_THAT(answered, SizeIs(1));
  EXPECT_EQ(answered[0].ticket, first);
  EXPECT_EQ(bodies_of(answered[0].answer->messages), "one");
  EXPECT_EQ(sqs_.due(), now_ + 10s);
  pass(10s);
  answered = sqs_.take_answered();
  ASSERT_THAT(answered, SizeIs(1));
  EXPECT_EQ(answered[0].ticket, second);
  EXPECT_THAT(answered[0].answer->messages, IsEmpty());
}

TEST_F(LongPolling, EndsWithWhateverBecomesAvailable) {
  make("orders", {.visibility_timeout = 3});
  ASSERT_TRUE(send("orders", "returned"));
  const auto held = receive("orders");
  ASSERT_TRUE(send("orders", "delayed", 2));
  wait("orders", 20);
  wait("orders", 20);
  wait("orders", 20);
  pass(2s);
  EXPECT_EQ(bodies_of(sqs_.take_answered().at(0).answer->messages), "delayed");
  pass(1s);
  EXPECT_EQ(bodies_of(sqs_.take_answered().at(0).answer->messages), "returned");
  make("orders.fifo", {.content_based_deduplication = true});
  ASSERT_TRUE(send_to_group("orders.fifo", "1", "a"));
  ASSERT_TRUE(send_to_group("orders.fifo", "2", "a"));
  const auto one = receive("orders.fifo");
  wait("orders.fifo", 5);
  ASSERT_TRUE(remove("orders.fifo", one[0]));
  EXPECT_EQ(bodies_of(sqs_.take_answered().at(0).answer->messages), "2");
}

TEST_F(LongPolling, WaitsAsLongAsTheQueueSaysAndNotWhereTheCallerHasGone) {
  make("orders", {.receive_message_wait_time_seconds = 7});
  const PollTicket gone = try_receive("orders")->waiting.value();
  EXPECT_EQ(sqs_.due(), now_ + 7s);
  sqs_.cancel_poll(gone);
  EXPECT_EQ(sqs_.due(), std::nullopt);
  ASSERT_TRUE(send("orders", "one"));
  EXPECT_FALSE(sqs_.has_answered());
  EXPECT_EQ(bodies("orders"), "one");
  EXPECT_FALSE(try_receive("orders", {.wait_time_seconds = 0})->waiting);
}

TEST_F(LongPolling, EndsWithItsQueue) {
  make("orders");
  wait("orders", 20);
  ASSERT_TRUE(sqs_.delete_queue("orders", now_));
  EXPECT_EQ(sqs_.take_answered().at(0).answer.error().code, "QueueDoesNotExist");
}

class QueueMetrics : public QueueWorld {
 protected:
  std::map<std::string, double> sums() {
    std::map<std::string, double> sums;
    for (const QueueMetric& metric : sqs_.take_metrics(now_))
      sums[std::string{metric.name}] = metric.sum;
    return sums;
  }
};

TEST_F(QueueMetrics, CountAMinuteOfTraffic) {
  make("orders");
  ASSERT_TRUE(send("orders", "12345"));
  ASSERT_TRUE(send("orders", "123", 100));
  const auto got = receive("orders");
  receive("orders");
  ASSERT_TRUE(send("orders", "1234"));
  ASSERT_TRUE(remove("orders", got[0]));
  pass(60s);
  const std::map<std::string, double> expected{{"NumberOfMessagesSent", 3},
                                               {"NumberOfMessagesReceived", 1},
                                               {"NumberOfMessagesDeleted", 1},
                                               {"NumberOfEmptyReceives", 1},
                                               {"SentMessageSize", 12},
                                               {"ApproximateNumberOfMessagesVisible", 1},
                                               {"ApproximateNumberOfMessagesNotVisible", 0},
                                               {"ApproximateNumberOfMessagesDelayed", 1},
                                               {"ApproximateAgeOfOldestMessage", 60}};
  EXPECT_EQ(sums(), expected);
  EXPECT_EQ(sums().at("NumberOfMessagesSent"), 0);
}

TEST_F(QueueMetrics, EndSixHoursAfterTheLastUse) {
  make("orders");
  pass(6h);
  EXPECT_THAT(sums(), testing::Not(IsEmpty()));
  pass(1s);
  EXPECT_THAT(sums(), IsEmpty());
  ASSERT_TRUE(send("orders", "one"));
  pass(24h);  // a message keeps the queue active
  EXPECT_EQ(sums().at("ApproximateNumberOfMessagesVisible"), 1);
}

TEST_F(QueueMetrics, CountsMayBeStale) {
  SqsParameters parameters;
  parameters.counts_age = 60s;
  Sqs sqs{Location{}, identities_, digests_, parameters};
  ASSERT_TRUE(sqs.create_queue({.queue_name = "orders"}, now_));
  EXPECT_EQ(sqs.counts("orders", now_).visible, 0);
  ASSERT_TRUE(sqs.send_message("orders", {.body = "x"}, now_));
  EXPECT_EQ(sqs.counts("orders", now_ + 59s).visible, 0);
  EXPECT_EQ(sqs.counts("orders", now_ + 60s).visible, 1);
}

class Storms : public QueueWorld, public testing::WithParamInterface<std::uint64_t> {};

/// Random calls against the rules that matter: what was accepted is delivered
/// until it is deleted, and never after; the journal can replace the memory.
TEST_P(Storms, LoseNothingAndDeliverNothingAfterItsDeletion) {
  make("orders", {.visibility_timeout = 5});
  Random chance{GetParam()};
  const auto below = [&](std::uint64_t n) { return chance.bits() % n; };
  std::set<std::string> there;
  std::vector<ReceivedMessage> held;
  int number = 0;
  for (int step = 0; step < 20'000; ++step) {
    const auto what = below(100);
    if (what < 35) {
      const std::string body = std::to_string(number++);
      ASSERT_TRUE(send("orders", body, below(3)));
      there.insert(body);
    } else if (what < 65) {
      for (auto& message : receive("orders", static_cast<std::int64_t>(1 + below(10)))) {
        ASSERT_TRUE(there.contains(message.body)) << "delivered after its deletion";
        held.push_back(std::move(message));
      }
    } else if (what < 90 && !held.empty()) {
      const std::size_t at = below(held.size());
      std::swap(held[at], held.back());
      const std::int64_t before = counts("orders").visible + counts("orders").in_flight;
      ASSERT_TRUE(remove("orders", held.back()));
      if (counts("orders").visible + counts("orders").in_flight < before)
        there.erase(held.back().body);
      held.pop_back();
    } else if (what < 95 && !held.empty()) {
      static_cast<void>(
          change("orders", held[below(held.size())], static_cast<std::int64_t>(below(20))));
    } else if (what < 99) {
      pass(std::chrono::milliseconds{below(3000)});
    } else {
      sqs_.restore(sqs_.state(), journal_.all(), now_);
    }
    const QueueCounts now = counts("orders");
    ASSERT_EQ(now.visible + now.in_flight + now.delayed, std::ssize(there));
  }
  pass(30s);
  for (auto messages = receive("orders", 10); !messages.empty(); messages = receive("orders", 10))
    for (const auto& message : messages) {
      EXPECT_EQ(there.erase(message.body), 1);
      ASSERT_TRUE(remove("orders", message));
    }
  EXPECT_THAT(there, IsEmpty());
}
INSTANTIATE_TEST_SUITE_P(Seeds, Storms, testing::Values(1, 2, 3));

TEST_F(Fifo, IsTheSameAfterARestart) {
  make(q, {.content_based_deduplication = true});
  for (const char* body : {"1", "2", "3"}) ASSERT_TRUE(send_to_group(q, body, "a"));
  const auto first = receive(q);
  ASSERT_TRUE(send_to_group(q, "b1", "b"));
  sqs_.restore(sqs_.state(), journal_.all(), now_);
  EXPECT_EQ(counts(q), (QueueCounts{.visible = 3, .in_flight = 1}));
  ASSERT_TRUE(send_to_group(q, "3", "a"));  // still known
  EXPECT_EQ(bodies(q), "b1");
  ASSERT_TRUE(remove(q, first[0]));  // the old handle is good
  EXPECT_EQ(bodies(q), "2 3");
  pass(30s);
  EXPECT_EQ(bodies(q), "2 3 b1");
}

}  // namespace
}  // namespace sluice::world
