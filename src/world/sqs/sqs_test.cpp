#include "world/sqs/sqs.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "support/queue_world.hpp"
#include "world/sqs/message_rules.hpp"

namespace sluice::world {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Queues : public QueueWorld {};

TEST_F(Queues, AreMadeOnceAndMadeAgainWithTheSameAttributes) {
  make("orders", {.visibility_timeout = 60});
  make("orders", {.visibility_timeout = 60});
  make("orders");
  const auto other =
      sqs_.create_queue({.queue_name = "orders", .attributes = {.visibility_timeout = 61}}, now_);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, "QueueNameExists");
  EXPECT_EQ(other.error().query_code, "QueueAlreadyExists");
  EXPECT_EQ(other.error().message,
            "A queue already exists with the same name and a different value for attribute "
            "VisibilityTimeout");
}

TEST_F(Queues, TheirNamesRestAMinuteAfterDeletion) {
  make("orders");
  ASSERT_TRUE(sqs_.delete_queue("orders", now_));
  EXPECT_EQ(sqs_.find_queue("orders"), nullptr);
  pass(59s);
  const auto early = sqs_.create_queue({.queue_name = "orders"}, now_);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().query_code, "AWS.SimpleQueueService.QueueDeletedRecently");
  pass(1s);
  make("orders");
  EXPECT_EQ(sqs_.delete_queue("other", now_).error().code, "QueueDoesNotExist");
}

struct NameRow {
  std::string name;
  bool fifo;
  bool good;
};
class QueueNames : public testing::TestWithParam<NameRow> {};
TEST_P(QueueNames, AreChecked) {
  EXPECT_EQ(check_queue_name(GetParam().name, GetParam().fifo).has_value(), GetParam().good);
}
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, QueueNames, testing::Values(
    NameRow{"orders-queue_1", false, true},
    NameRow{std::string(80, 'a'), false, true},
    NameRow{std::string(81, 'a'), false, false},
    NameRow{"", false, false},
    NameRow{"a b", false, false},
    NameRow{"orders.fifo", false, false},
    NameRow{"orders.fifo", true, true},
    NameRow{"orders", true, false},
    NameRow{".fifo", true, false},
    NameRow{std::string(75, 'a') + ".fifo", true, true},
    NameRow{std::string(76, 'a') + ".fifo", true, false}));

struct SettingRow {
  QueueSettings settings;
  bool fifo;
  std::string wrong;  ///< part of the message; empty: it is good
};
class Settings : public testing::TestWithParam<SettingRow> {};
TEST_P(Settings, KeepAwsBounds) {
  const auto good = check_settings(GetParam().settings, GetParam().fifo);
  EXPECT_EQ(good.has_value(), GetParam().wrong.empty());
  if (!good) {
    EXPECT_THAT(good.error().message, HasSubstr(GetParam().wrong));
  }
}
INSTANTIATE_TEST_SUITE_P(Rows, Settings, testing::Values(
    SettingRow{{.delay_seconds = 900}, false, ""},
    SettingRow{{.delay_seconds = 901}, false, "DelaySeconds"},
    SettingRow{{.maximum_message_size = 1024}, false, ""},
    SettingRow{{.maximum_message_size = 1023}, false, "MaximumMessageSize"},
    SettingRow{{.maximum_message_size = 1'048'577}, false, "MaximumMessageSize"},
    SettingRow{{.message_retention_period = 60}, false, ""},
    SettingRow{{.message_retention_period = 59}, false, "MessageRetentionPeriod"},
    SettingRow{{.message_retention_period = 1'209'601}, false, "MessageRetentionPeriod"},
    SettingRow{{.receive_message_wait_time_seconds = 21}, false, "ReceiveMessageWaitTimeSeconds"},
    SettingRow{{.visibility_timeout = 43'200}, false, ""},
    SettingRow{{.visibility_timeout = 43'201}, false, "VisibilityTimeout"},
    SettingRow{{.fifo_queue = false}, false, "Unknown Attribute FifoQueue."},
    SettingRow{{.content_based_deduplication = true}, false, "ContentBasedDeduplication"},
    SettingRow{{.content_based_deduplication = true}, true, ""},
    SettingRow{{.deduplication_scope = "group"}, true, "DeduplicationScope"},
    SettingRow{{.deduplication_scope = "queue", .fifo_throughput_limit = "perMessageGroupId"}, true,
               "only when the DeduplicationScope is messageGroup"},
    SettingRow{{.deduplication_scope = "messageGroup", .fifo_throughput_limit = "perMessageGroupId"},
               true, ""}));
// clang-format on

TEST_F(Queues, AreListedByNameAndPage) {
  for (const char* name : {"a1", "b1", "b2", "b3", "c1"}) make(name);
  const auto all = sqs_.list_queues({});
  EXPECT_THAT(all->queues, ElementsAre("a1", "b1", "b2", "b3", "c1"));
  auto page = sqs_.list_queues({.prefix = "b", .max_results = 2});
  EXPECT_THAT(page->queues, ElementsAre("b1", "b2"));
  EXPECT_NE(page->next_token, "");
  page = sqs_.list_queues({.prefix = "b", .next_token = page->next_token, .max_results = 2});
  EXPECT_THAT(page->queues, ElementsAre("b3"));
  EXPECT_EQ(page->next_token, "");
  EXPECT_FALSE(sqs_.list_queues({.max_results = 1001}));
}

TEST_F(Queues, HaveTags) {
  make("orders");
  ASSERT_TRUE(sqs_.tag_queue("orders", {{"team", "shop"}, {"stage", "test"}}));
  ASSERT_TRUE(sqs_.untag_queue("orders", {"stage", "none"}));
  EXPECT_THAT(sqs_.find_queue("orders")->tags, ElementsAre(testing::Pair("team", "shop")));
  std::map<std::string, std::string, std::less<>> many;
  for (int i = 0; i < 50; ++i) many.emplace("key" + std::to_string(i), "");
  EXPECT_FALSE(sqs_.tag_queue("orders", many));
}

TEST_F(Queues, ArePurgedOnceAMinute) {
  make("orders");
  ASSERT_TRUE(send("orders", "one"));
  receive("orders");
  ASSERT_TRUE(send("orders", "two", 10));
  ASSERT_TRUE(sqs_.purge_queue("orders", now_));
  EXPECT_EQ(counts("orders"), QueueCounts{});
  const auto again = sqs_.purge_queue("orders", now_ + 59s);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message,
            "Only one PurgeQueue operation on orders is allowed every 60 seconds.");
  EXPECT_TRUE(sqs_.purge_queue("orders", now_ + 60s));
}

class Messages : public QueueWorld {};

TEST_F(Messages, AreGivenOutOnceUntilTheirVisibilityTimeoutEnds) {
  make("orders");
  ASSERT_TRUE(send("orders", "hello"));
  pass(2s);
  const auto first = receive("orders");
  ASSERT_EQ(first.size(), 1);
  EXPECT_EQ(first[0].body, "hello");
  EXPECT_EQ(first[0].receive_count, 1);
  EXPECT_EQ(first[0].first_received - first[0].sent, 2s);
  EXPECT_EQ(counts("orders"), (QueueCounts{.in_flight = 1}));
  pass(30s - 1ns);
  EXPECT_THAT(receive("orders"), IsEmpty());
  pass(1ns);
  const auto second = receive("orders");
  ASSERT_EQ(second.size(), 1);
  EXPECT_EQ(second[0].id, first[0].id);
  EXPECT_EQ(second[0].receive_count, 2);
  EXPECT_EQ(second[0].first_received, first[0].first_received);
  EXPECT_NE(second[0].receipt_handle, first[0].receipt_handle);
}

TEST_F(Messages, WaitForTheirDelay) {
  make("orders", {.delay_seconds = 5});
  ASSERT_TRUE(send("orders", "by queue"));
  ASSERT_TRUE(send("orders", "at once", 0));
  ASSERT_TRUE(send("orders", "later", 10));
  EXPECT_EQ(counts("orders"), (QueueCounts{.visible = 1, .delayed = 2}));
  EXPECT_EQ(bodies("orders"), "at once");
  pass(5s);
  EXPECT_EQ(bodies("orders"), "by queue");
  // A standard queue's new delay is for new messages only.
  ASSERT_TRUE(sqs_.set_queue_attributes("orders", {.delay_seconds = 0}, now_));
  EXPECT_EQ(bodies("orders"), "");
  pass(5s);
  EXPECT_EQ(bodies("orders"), "later");
}

TEST_F(Messages, AnOldHandleDeletesNothingAndTheLatestDoesEvenLate) {
  make("orders");
  ASSERT_TRUE(send("orders", "one"));
  const auto first = receive("orders");
  pass(30s);
  const auto second = receive("orders");
  EXPECT_TRUE(remove("orders", first[0]));
  EXPECT_EQ(counts("orders"), (QueueCounts{.in_flight = 1}));
  pass(31s);
  EXPECT_EQ(counts("orders"), (QueueCounts{.visible = 1}));
  EXPECT_TRUE(remove("orders", second[0]));
  EXPECT_EQ(counts("orders"), QueueCounts{});
  EXPECT_TRUE(remove("orders", second[0]));  // once more is no error
}

TEST_F(Messages, AHandleOfNobodyIsInvalid) {
  make("orders");
  make("other");
  ASSERT_TRUE(send("orders", "one"));
  const auto message = receive("orders");
  for (const std::string& handle : {std::string{"garbage"}, std::string{}, std::string(39, 'A')}) {
    const auto refused = sqs_.delete_message("orders", handle, now_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "ReceiptHandleIsInvalid");
  }
  EXPECT_FALSE(remove("other", message[0]));
  std::string bent = message[0].receipt_handle;
  bent[20] = bent[20] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(sqs_.delete_message("orders", bent, now_));
}

TEST_F(Messages, ChangeTheirVisibilityWhileInFlight) {
  make("orders");
  ASSERT_TRUE(send("orders", "one"));
  auto message = receive("orders");
  ASSERT_TRUE(change("orders", message[0], 100));
  pass(99s);
  EXPECT_EQ(bodies("orders"), "");
  ASSERT_TRUE(change("orders", message[0], 0));
  EXPECT_EQ(counts("orders").visible, 1);
  const auto late = change("orders", message[0], 5);
  EXPECT_EQ(late.error().query_code, "AWS.SimpleQueueService.MessageNotInflight");
  message = receive("orders");
  EXPECT_EQ(change("orders", message[0], 43'201).error().query_code, "InvalidParameterValue");
  pass(10s);
  EXPECT_THAT(change("orders", message[0], 43'191).error().message,
              HasSubstr("beyond the limit [43200 seconds]"));
  EXPECT_TRUE(change("orders", message[0], 43'190));
  ASSERT_TRUE(remove("orders", message[0]));
  EXPECT_THAT(change("orders", message[0], 5).error().message,
              HasSubstr("Message does not exist or is not available"));
}

TEST_F(Messages, ExpireWithTheirRetentionWhereverTheyAre) {
  make("orders", {.message_retention_period = 60});
  ASSERT_TRUE(send("orders", "in flight"));
  ASSERT_EQ(bodies("orders"), "in flight");
  ASSERT_TRUE(send("orders", "visible"));
  ASSERT_TRUE(send("orders", "delayed", 100));
  pass(59s);
  EXPECT_EQ(counts("orders"), (QueueCounts{.visible = 2, .delayed = 1}));
  pass(1s);
  EXPECT_EQ(counts("orders"), QueueCounts{});
  EXPECT_THAT(journal_.all()["orders"], IsEmpty());
}

TEST_F(Messages, ALongerRetentionHoldsForThoseThatAreThere) {
  make("orders", {.message_retention_period = 60});
  ASSERT_TRUE(send("orders", "one"));
  ASSERT_TRUE(sqs_.set_queue_attributes("orders", {.message_retention_period = 120}, now_));
  pass(119s);
  EXPECT_EQ(counts("orders").visible, 1);
  ASSERT_TRUE(sqs_.set_queue_attributes("orders", {.message_retention_period = 60}, now_));
  EXPECT_EQ(counts("orders").visible, 0);
}

TEST_F(Messages, ComeBackBeforeNewOnesButNotForEver) {
  make("orders", {.visibility_timeout = 1});
  for (const char* body : {"poison", "b", "c"}) ASSERT_TRUE(send("orders", body));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(bodies("orders", 1), "poison");
    pass(1s);
  }
  EXPECT_EQ(bodies("orders"), "b c poison");
}

TEST_F(Messages, NoMoreThan120000AreInFlight) {
  SqsParameters few;
  few.most_in_flight = 3;
  Sqs sqs{Location{}, identities_, digests_, few};
  ASSERT_TRUE(sqs.create_queue({.queue_name = "orders"}, now_));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(sqs.send_message("orders", {.body = "x"}, now_));
  EXPECT_EQ(sqs.receive_message("orders", {.max_number_of_messages = 10}, now_)->messages.size(),
            3);
  const auto more = sqs.receive_message("orders", {}, now_);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, "OverLimit");
  const auto waits = sqs.receive_message("orders", {.wait_time_seconds = 5}, now_);
  ASSERT_TRUE(waits);
  EXPECT_TRUE(waits->waiting);
}

struct SendRow {
  SendMessageRequest request;
  std::string code;  ///< of Query; empty: accepted
};
class Sending : public QueueWorld, public testing::WithParamInterface<SendRow> {};
TEST_P(Sending, IsChecked) {
  make("orders", {.maximum_message_size = 1024});
  const auto sent = sqs_.send_message("orders", GetParam().request, now_);
  ASSERT_EQ(sent.has_value(), GetParam().code.empty());
  if (sent) return;
  const Refusal& refusal = sent.error();
  EXPECT_EQ(refusal.query_code.empty() ? refusal.code : refusal.query_code, GetParam().code)
      << refusal.message;
}
MessageAttribute text_attribute(std::string name, std::string type, std::string value) {
  return {.name = std::move(name), .data_type = std::move(type), .value = std::move(value)};
}
std::vector<MessageAttribute> many_attributes(int count) {
  std::vector<MessageAttribute> all;
  for (int i = 0; i < count; ++i)
    all.push_back(text_attribute("a" + std::to_string(i), "String", "v"));
  return all;
}
const std::string invalid = "InvalidParameterValue";
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, Sending, testing::Values(
    SendRow{{.body = "plain"}, ""},
    SendRow{{.body = ""}, "MissingParameter"},
    SendRow{{.body = "tab\t, break\r\n, \xC3\xA9, \xF0\x9F\x98\x80"}, ""},
    SendRow{{.body = "bell \a"}, "InvalidMessageContents"},
    SendRow{{.body = "\xEF\xBF\xBE is U+FFFE"}, "InvalidMessageContents"},
    SendRow{{.body = "half \xC3"}, "InvalidMessageContents"},
    SendRow{{.body = std::string(1024, 'x')}, ""},
    SendRow{{.body = std::string(1025, 'x')}, invalid},
    SendRow{{.body = std::string(1016, 'x'), .attributes = {text_attribute("a", "String", "v")}}, ""},
    SendRow{{.body = std::string(1017, 'x'), .attributes = {text_attribute("a", "String", "v")}}, invalid},
    SendRow{{.body = "x", .delay_seconds = 900}, ""},
    SendRow{{.body = "x", .delay_seconds = 901}, invalid},
    SendRow{{.body = "x", .delay_seconds = -1}, invalid},
    SendRow{{.body = "x", .attributes = many_attributes(10)}, ""},
    SendRow{{.body = "x", .attributes = many_attributes(11)}, invalid},
    SendRow{{.body = "x", .attributes = {text_attribute("a", "Number.int", "-12.5")}}, ""},
    SendRow{{.body = "x", .attributes = {text_attribute("a", "Number", "twelve")}}, invalid},
    SendRow{{.body = "x", .attributes = {text_attribute("a", "Text", "v")}}, invalid},
    SendRow{{.body = "x", .attributes = {text_attribute("a", "String", "")}}, invalid},
    SendRow{{.body = "x", .attributes = {text_attribute("a", "Binary", "v")}}, invalid},
    SendRow{{.body = "x", .attributes = {text_attribute("AWS.a", "String", "v")}}, invalid},
    SendRow{{.body = "x", .attributes = {text_attribute("a..b", "String", "v")}}, invalid},
    SendRow{{.body = "x", .system_attributes = {text_attribute("AWSTraceHeader", "String", "Root=1")}}, ""},
    SendRow{{.body = "x", .system_attributes = {text_attribute("Other", "String", "v")}}, invalid},
    SendRow{{.body = "x", .group = "tenant-1"}, ""},
    SendRow{{.body = "x", .deduplication_id = "id"}, invalid}));
// clang-format on

TEST_F(Messages, AttributesAreDigestedAsAwsSays) {
  const std::vector<MessageAttribute> attributes{text_attribute("key", "String", "value"),
                                                 {.name = "raw",
                                                  .data_type = "Binary",
                                                  .value = "\x01",
                                                  .kind = MessageAttribute::Kind::binary}};
  const std::string expected = std::string{"\0\0\0\3key\0\0\0\6String\1\0\0\0\5value", 27} +
                               std::string{"\0\0\0\3raw\0\0\0\6Binary\2\0\0\0\1\1", 23};
  EXPECT_EQ(sqs::digest_input(attributes), expected);
}

class Batches : public QueueWorld {
 protected:
  Batches() { sqs_.create_queue({.queue_name = "orders"}, now_).value(); }
  auto send_all(const std::vector<std::pair<std::string, std::string>>& entries) {
    std::vector<BatchEntry<SendMessageRequest>> batch;
    for (const auto& [id, body] : entries) batch.push_back({id, {.body = body}});
    return sqs_.send_message_batch("orders", std::move(batch), now_);
  }
};

TEST_F(Batches, SucceedAndFailEntryByEntry) {
  const auto results = send_all({{"a", "fine"}, {"b", "\a"}, {"c", "good"}});
  ASSERT_TRUE(results);
  EXPECT_TRUE((*results)[0].answer);
  EXPECT_EQ((*results)[1].answer.error().code, "InvalidMessageContents");
  EXPECT_TRUE((*results)[2].answer);
  const auto messages = receive("orders", 10);
  ASSERT_EQ(messages.size(), 2);
  const auto deleted = sqs_.delete_message_batch(
      "orders", {{"1", messages[0].receipt_handle}, {"2", "garbage"}}, now_);
  EXPECT_TRUE((*deleted)[0].answer);
  EXPECT_EQ((*deleted)[1].answer.error().code, "ReceiptHandleIsInvalid");
  const auto changed = sqs_.change_message_visibility_batch(
      "orders", {{"1", {messages[0].receipt_handle, 5}}, {"2", {messages[1].receipt_handle, 5}}},
      now_);
  EXPECT_FALSE((*changed)[0].answer);
  EXPECT_TRUE((*changed)[1].answer);
}

TEST_F(Batches, HaveTheirOwnErrors) {
  const std::string prefix = "AWS.SimpleQueueService.";
  EXPECT_EQ(send_all({}).error().query_code, prefix + "EmptyBatchRequest");
  EXPECT_EQ(send_all({}).error().message,
            "There should be at least one SendMessageBatchRequestEntry in the request.");
  EXPECT_EQ(send_all({{"a", "x"}, {"a", "y"}}).error().message, "Id a repeated.");
  EXPECT_EQ(send_all({{"a b", "x"}}).error().query_code, prefix + "InvalidBatchEntryId");
  std::vector<std::pair<std::string, std::string>> eleven;
  for (int i = 0; i < 11; ++i) eleven.emplace_back(std::to_string(i), "x");
  EXPECT_EQ(send_all(eleven).error().message,
            "Maximum number of entries per request are 10. You have sent 11.");
  const std::string half(524'288, 'x');
  EXPECT_TRUE(send_all({{"a", half}, {"b", half}}));
  EXPECT_EQ(send_all({{"a", half}, {"b", half + "x"}}).error().query_code,
            prefix + "BatchRequestTooLong");
  EXPECT_EQ(counts("orders").visible, 2);
}

}  // namespace
}  // namespace sluice::world
