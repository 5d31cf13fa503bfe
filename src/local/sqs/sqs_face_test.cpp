#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "local/sqs/digests.hpp"
#include "local/sqs/fast_path.hpp"
#include "local/sqs/operations.hpp"

namespace sluice::local {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A client that goes when the test says so.
class ScriptedDeparture final : public http::Departure {
 public:
  void notice(std::function<void()> act) override { act_ = std::move(act); }
  void go() { std::exchange(act_, nullptr)(); }
  [[nodiscard]] bool is_asked() const { return act_ != nullptr; }

 private:
  std::function<void()> act_;
};

class SqsFace : public testing::Test {
 protected:
  Output call(std::string_view operation, const std::string& body) {
    const Json value = Json::parse(body);
    Input input{value,
                {.code = "InvalidParameterValue", .missing_code = "MissingParameter"},
                Input::Texts::stay};
    const Call call = made_now();
    for (const auto& row : sqs_operations())
      if (row.name == operation) return row.handle(queues_, input, call);
    ADD_FAILURE() << operation;
    return Json{};
  }
  Json good(std::string_view operation, const std::string& body) {
    const Output output = call(operation, body);
    EXPECT_TRUE(output) << output.error().message;
    return output.value_or(Json{});
  }
  world::Refusal refused(std::string_view operation, const std::string& body) {
    const Output output = call(operation, body);
    EXPECT_FALSE(output);
    return output ? world::Refusal{} : output.error();
  }
  /// Starts a ReceiveMessage; its answer comes when the loop has run.
  void receive(const std::string& body) {
    boost::asio::co_spawn(loop_, receiving(body), [](const std::exception_ptr&) {});
    turn();
  }
  void turn() {
    loop_.restart();
    loop_.poll();
  }
  [[nodiscard]] Call made_now() const {
    return {.now = now_,
            .where = {},
            .host = "localhost:4566",
            .request_id = "r",
            .departure = departure_};
  }

  Instant now_{1'700'000'000s};
  Random random_{1};
  world::Identities identities_{random_};
  OpenSslDigests digests_;
  world::Sqs sqs_{world::Location{}, identities_, digests_};
  Queues queues_{sqs_, digests_};
  boost::asio::io_context loop_{1};
  http::Departure* departure_ = nullptr;
  std::vector<Output> received_;
  const std::string url_ = R"("QueueUrl":"http://localhost:4566/123456789012/q")";

 private:
  boost::asio::awaitable<void> receiving(std::string body) {
    const Json value = Json::parse(body);
    Input input{value, {.code = "InvalidParameterValue"}, Input::Texts::stay};
    const Call call = made_now();
    Output output = co_await receive_message(queues_, input, call);
    received_.push_back(std::move(output));
  }
};

TEST_F(SqsFace, AQueueShowsWhatItWasMadeWith) {
  const Json made = good("CreateQueue", R"({"QueueName":"q","Attributes":{"VisibilityTimeout":"60",
      "Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"},"tags":{"a":"b"}})");
  EXPECT_EQ(made["QueueUrl"], "http://localhost:4566/123456789012/q");
  const Json shown =
      good("GetQueueAttributes", "{" + url_ + R"(,"AttributeNames":["All"]})")["Attributes"];
  const Json expected = Json::parse(R"({"QueueArn":"arn:aws:sqs:us-east-1:123456789012:q",
      "ApproximateNumberOfMessages":"0","ApproximateNumberOfMessagesNotVisible":"0",
      "ApproximateNumberOfMessagesDelayed":"0","CreatedTimestamp":"1700000000",
      "LastModifiedTimestamp":"1700000000","VisibilityTimeout":"60","MaximumMessageSize":"1048576",
      "MessageRetentionPeriod":"345600","DelaySeconds":"0","ReceiveMessageWaitTimeSeconds":"0",
      "SqsManagedSseEnabled":"true","Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"})");
  EXPECT_EQ(shown, expected);
  EXPECT_EQ(good("GetQueueAttributes", "{" + url_ + "}"), Json::object());
  EXPECT_EQ(good("GetQueueAttributes", "{" + url_ + R"(,"AttributeNames":["DelaySeconds","Policy",
      "RedrivePolicy"]})")["Attributes"]
                .size(),
            2);
  EXPECT_EQ(refused("GetQueueAttributes", "{" + url_ + R"(,"AttributeNames":["Colour"]})").message,
            "Unknown Attribute Colour.");
  EXPECT_EQ(good("ListQueueTags", "{" + url_ + "}")["Tags"]["a"], "b");
  EXPECT_EQ(refused("DeleteQueue", R"({"QueueUrl":"http://x/1/none"})").query_code,
            "AWS.SimpleQueueService.NonExistentQueue");
}

TEST_F(SqsFace, RedrivePoliciesAreReadAndShownAsAwsWritesThem) {
  good("CreateQueue", R"({"QueueName":"dead"})");
  good("CreateQueue", R"({"QueueName":"q","Attributes":{"RedrivePolicy":
      "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:dead\",\"maxReceiveCount\":\"4\"}"}})");
  const Json shown =
      good("GetQueueAttributes", "{" + url_ + R"(,"AttributeNames":["RedrivePolicy"]})");
  EXPECT_EQ(
      shown["Attributes"]["RedrivePolicy"],
      R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":4})");
  EXPECT_THAT(refused("SetQueueAttributes",
                      "{" + url_ + R"(,"Attributes":{"RedrivePolicy":"{\"maxReceiveCount\":4}"}})")
                  .message,
              HasSubstr("does not contain mandatory attribute: deadLetterTargetArn"));
  EXPECT_EQ(good("ListDeadLetterSourceQueues", R"({"QueueUrl":"http://h/1/dead"})")["queueUrls"][0],
            "http://localhost:4566/123456789012/q");
  good("SetQueueAttributes", "{" + url_ + R"(,"Attributes":{"RedrivePolicy":""}})");
  EXPECT_EQ(good("GetQueueAttributes", "{" + url_ + R"(,"AttributeNames":["RedrivePolicy"]})"),
            Json::object());
}

// The example of AWS's developer guide has no sums; these are md5sum's and botocore's.
TEST_F(SqsFace, MessagesComeWithTheirSumsAndAttributes) {
  good("CreateQueue", R"({"QueueName":"q"})");
  const Json sent = good("SendMessage", "{" + url_ + R"(,"MessageBody":"hello","MessageAttributes":
      {"count":{"DataType":"Number","StringValue":"7"},"raw":{"DataType":"Binary","BinaryValue":"AQID"}},
      "MessageSystemAttributes":{"AWSTraceHeader":{"DataType":"String","StringValue":"Root=1"}}})");
  EXPECT_EQ(sent["MD5OfMessageBody"], "5d41402abc4b2a76b9719d911017c592");
  EXPECT_TRUE(sent.contains("MD5OfMessageAttributes"));
  EXPECT_TRUE(sent.contains("MD5OfMessageSystemAttributes"));
  receive("{" + url_ + R"(,"MessageAttributeNames":["r.*","raw"],"AttributeNames":["All"]})");
  ASSERT_EQ(received_.size(), 1);
  const Json message = received_[0]->at("Messages")[0];
  EXPECT_EQ(message["Body"], "hello");
  EXPECT_EQ(message["MessageId"], sent["MessageId"]);
  EXPECT_EQ(message["MessageAttributes"].size(), 1);
  EXPECT_EQ(message["MessageAttributes"]["raw"]["BinaryValue"], "AQID");
  EXPECT_NE(message["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"]);
  EXPECT_EQ(message["Attributes"]["SentTimestamp"], "1700000000000");
  EXPECT_EQ(message["Attributes"]["AWSTraceHeader"], "Root=1");
  EXPECT_EQ(message["Attributes"]["ApproximateReceiveCount"], "1");
  good("DeleteMessage",
       "{" + url_ + R"(,"ReceiptHandle":")" + message["ReceiptHandle"].get<std::string>() + "\"}");
  receive("{" + url_ + "}");
  EXPECT_EQ(*received_[1], Json::object());
}

TEST_F(SqsFace, BatchesSayWhatBecameOfEachEntry) {
  good("CreateQueue", R"({"QueueName":"q"})");
  const Json output = good("SendMessageBatch", "{" + url_ + R"(,"Entries":[
      {"Id":"a","MessageBody":"x"},{"Id":"b","MessageBody":"x","DelaySeconds":901}]})");
  EXPECT_EQ(output["Successful"][0]["Id"], "a");
  EXPECT_EQ(output["Failed"][0]["Id"], "b");
  EXPECT_EQ(output["Failed"][0]["Code"], "InvalidParameterValue");
  EXPECT_EQ(output["Failed"][0]["SenderFault"], true);
  EXPECT_EQ(refused("SendMessage", "{" + url_ + R"(,"MessageBody":"x","Colour":"red"})").code,
            "InvalidParameterValue");
  EXPECT_EQ(refused("SendMessage", "{" + url_ + "}").code, "MissingParameter");
}

TEST_F(SqsFace, AReceiverWaitsForAMessageOrItsTime) {
  good("CreateQueue", R"({"QueueName":"q"})");
  receive("{" + url_ + R"(,"WaitTimeSeconds":20})");
  receive("{" + url_ + R"(,"WaitTimeSeconds":20})");
  EXPECT_EQ(queues_.polls.size(), 2);
  good("SendMessage", "{" + url_ + R"(,"MessageBody":"here"})");
  turn();
  ASSERT_EQ(received_.size(), 1);
  EXPECT_EQ(received_[0]->at("Messages")[0]["Body"], "here");
  now_ += 20s;
  sqs_.run(now_);
  queues_.polls.deliver();
  turn();
  ASSERT_EQ(received_.size(), 2);
  EXPECT_EQ(*received_[1], Json::object());
}

TEST_F(SqsFace, NoMessageGoesToAReceiverThatHasGone) {
  good("CreateQueue", R"({"QueueName":"q"})");
  ScriptedDeparture departure;
  departure_ = &departure;
  receive("{" + url_ + R"(,"WaitTimeSeconds":20})");
  ASSERT_TRUE(departure.is_asked());
  departure.go();
  turn();
  EXPECT_EQ(queues_.polls.size(), 0);
  good("SendMessage", "{" + url_ + R"(,"MessageBody":"here"})");
  EXPECT_EQ(sqs_.counts("q", now_).visible, 1);
  EXPECT_EQ(sqs_.counts("q", now_).in_flight, 0);
}

TEST_F(SqsFace, AReceiverThatWasAnsweredIsNotWatchedAnyMore) {
  good("CreateQueue", R"({"QueueName":"q"})");
  ScriptedDeparture departure;
  departure_ = &departure;
  receive("{" + url_ + R"(,"WaitTimeSeconds":20})");
  good("SendMessage", "{" + url_ + R"(,"MessageBody":"here"})");
  turn();
  EXPECT_EQ(received_.size(), 1);
  EXPECT_FALSE(departure.is_asked());
}

TEST_F(SqsFace, ThoseWhoWaitAreLetGoAtTheEnd) {
  good("CreateQueue", R"({"QueueName":"q"})");
  receive("{" + url_ + R"(,"WaitTimeSeconds":20})");
  queues_.polls.cancel_all();
  turn();
  EXPECT_EQ(received_.size(), 1);
  EXPECT_EQ(queues_.polls.size(), 0);
  EXPECT_EQ(sqs_.due(), std::nullopt);
}

TEST_F(SqsFace, PermissionsAreStatementsOfThePolicy) {
  good("CreateQueue", R"({"QueueName":"q"})");
  const std::string add = "{" + url_ + R"(,"Label":"share","AWSAccountIds":["111122223333"],
      "Actions":["SendMessage","ReceiveMessage"]})";
  good("AddPermission", add);
  const Json policy = Json::parse(sqs_.find_queue("q")->attributes.policy);
  EXPECT_EQ(policy["Statement"][0], Json::parse(R"({"Sid":"share","Effect":"Allow",
      "Principal":{"AWS":"arn:aws:iam::111122223333:root"},
      "Action":["SQS:SendMessage","SQS:ReceiveMessage"],
      "Resource":"arn:aws:sqs:us-east-1:123456789012:q"})"));
  EXPECT_THAT(refused("AddPermission", add).message, HasSubstr("Already exists."));
  good("RemovePermission", "{" + url_ + R"(,"Label":"share"})");
  EXPECT_EQ(sqs_.find_queue("q")->attributes.policy, "");
  EXPECT_FALSE(call("RemovePermission", "{" + url_ + R"(,"Label":"share"})"));
}

/// The short way answers as the long one, or not at all.
TEST_F(SqsFace, TheFastPathSaysTheSame) {
  good("CreateQueue", R"({"QueueName":"q"})");
  const auto fast = [&](std::string_view operation, const std::string& body) {
    return fast_answer(queues_, operation, body, made_now());
  };
  const auto sent = fast("SendMessage", "{" + url_ + R"(, "MessageBody":"a\"b\u00e9\n"})");
  ASSERT_TRUE(sent);
  EXPECT_EQ(Json::parse(*sent)["MD5OfMessageBody"].get<std::string>().size(), 32);
  const auto got =
      fast("ReceiveMessage", "{" + url_ + R"(,"MaxNumberOfMessages":10,"WaitTimeSeconds":0})");
  ASSERT_TRUE(got);
  const Json message = Json::parse(*got)["Messages"][0];
  EXPECT_EQ(message["Body"], "a\"b\xC3\xA9\n");
  EXPECT_EQ(message["MessageId"], Json::parse(*sent)["MessageId"]);
  const auto handle = message["ReceiptHandle"].get<std::string>();
  EXPECT_EQ(fast("DeleteMessage", "{" + url_ + R"(,"ReceiptHandle":")" + handle + "\"}"), "");
  EXPECT_EQ(sqs_.counts("q", now_), world::QueueCounts{});
  const auto batch = fast("SendMessageBatch", "{" + url_ + R"(,"Entries":[
      {"Id":"1","MessageBody":"x"},{"Id":"2","MessageBody":"y"}]})");
  ASSERT_TRUE(batch);
  EXPECT_EQ(Json::parse(*batch)["Successful"].size(), 2);
  for (const std::string& unusual :
       {"{" + url_ + "}", "{" + url_ + R"(,"MessageBody":"x","DelaySeconds":901})",
        "{" + url_ + R"(,"MessageBody":"x","MessageAttributes":{}})",
        "{" + url_ + R"(,"MessageBody":"x","Colour":1})",
        "{" + url_ + R"(,"MessageBody":"\ud800"})", "{" + url_ + R"(,"MessageBody":"x")",
        "{" + url_ + R"(,"MessageBody":"x"} more)",
        std::string{R"({"QueueUrl":"http://h/1/none","MessageBody":"x"})"}}) {
    EXPECT_FALSE(fast("SendMessage", unusual)) << unusual;
  }
  EXPECT_EQ(sqs_.counts("q", now_).visible, 2);
  good("DeleteQueue", "{" + url_ + "}");
}

}  // namespace
}  // namespace sluice::local
