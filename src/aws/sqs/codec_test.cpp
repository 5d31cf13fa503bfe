#include "aws/sqs/codec.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "aws/sqs/client.hpp"
#include "support/run.hpp"
#include "support/scripted_aws.hpp"

// The bodies are those of the examples in SQS's API reference, except where a
// test is about what AWS would not send.

namespace sluice::aws {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr const char* queue = "https://sqs.us-east-1.amazonaws.com/177715257436/MyQueue/";

TEST(SqsWorkerCodec, WritesTheRequests) {
  EXPECT_EQ(json::parse(encode(CreateQueueRequest{"MyQueue", {{"VisibilityTimeout", "40"}}})),
            json::parse(R"({"QueueName":"MyQueue","Attributes":{"VisibilityTimeout":"40"}})"));
  EXPECT_EQ(json::parse(encode(CreateQueueRequest{"MyQueue"})),
            json::parse(R"({"QueueName":"MyQueue"})"));
  EXPECT_EQ(json::parse(encode(SendMessageBatchRequest{queue, {"test1", "test2"}})),
            json::parse(R"({"QueueUrl":"https://sqs.us-east-1.amazonaws.com/177715257436/MyQueue/",
              "Entries":[{"Id":"0","MessageBody":"test1"},{"Id":"1","MessageBody":"test2"}]})"));
  EXPECT_EQ(json::parse(encode(ReceiveMessageRequest{queue, 5, 20s, 15s})),
            json::parse(R"({"QueueUrl":"https://sqs.us-east-1.amazonaws.com/177715257436/MyQueue/",
              "MaxNumberOfMessages":5,"WaitTimeSeconds":20,"VisibilityTimeout":15})"));
  EXPECT_FALSE(json::parse(encode(ReceiveMessageRequest{queue})).contains("VisibilityTimeout"));
  EXPECT_EQ(json::parse(encode(DeleteMessageRequest{"q", "AQEB=="})),
            json::parse(R"({"QueueUrl":"q","ReceiptHandle":"AQEB=="})"));
  EXPECT_EQ(json::parse(encode(ChangeMessageVisibilityRequest{"q", "AQEB==", 0s})),
            json::parse(R"({"QueueUrl":"q","ReceiptHandle":"AQEB==","VisibilityTimeout":0})"));
}

TEST(SqsWorkerCodec, ReadsWhatWasSentAndWhatWasNot) {
  const auto got = decode_send_message_batch(R"({
    "Failed":[{"Id":"2","SenderFault":true,"Code":"InvalidMessageContents","Message":"no"}],
    "Successful":[
      {"Id":"test_msg_001","MD5OfMessageBody":"0e024d309850c78cba5eabbeff7cae71",
       "MessageId":"f4eb349f-cd33-4bc4-bdc2-e557c900d41d"},
      {"Id":"test_msg_002","MD5OfMessageAttributes":"8ef4d60dbc8efda9f260e1dfd09d29f3",
       "MD5OfMessageBody":"27118326006d3829667a400ad23d5d98",
       "MessageId":"1dcfcd50-5a67-45ae-ae4c-1c152b5effb9"}]})");
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(got->sent, 2U);
  ASSERT_EQ(got->failed.size(), 1U);
  EXPECT_EQ(got->failed[0].code, "InvalidMessageContents");
  EXPECT_FALSE(decode_send_message_batch(R"({"Failed":[1]})"));
}

TEST(SqsWorkerCodec, ReadsMessages) {
  const auto got = decode_receive_message(R"({"Messages":[{
    "Attributes":{"SenderId":"AIDASSYFHUBOBT7F4XT75","ApproximateReceiveCount":"1"},
    "Body":"This is a test message","MD5OfBody":"fafb00f5732ab283681e124bf8747ed1",
    "MessageId":"219f8380-5770-4cc2-8c3e-5c715e145f5e",
    "ReceiptHandle":"AQEBaZ+j5qUoOAoxlmrCQPkBm9njMWXqemmIG6shMHCO6fV20JrQYg=="}]})");
  ASSERT_TRUE(got) << got.error();
  ASSERT_EQ(got->messages.size(), 1U);
  EXPECT_EQ(got->messages[0].body, "This is a test message");
  EXPECT_EQ(got->messages[0].message_id, "219f8380-5770-4cc2-8c3e-5c715e145f5e");
  EXPECT_EQ(got->messages[0].receipt_handle,
            "AQEBaZ+j5qUoOAoxlmrCQPkBm9njMWXqemmIG6shMHCO6fV20JrQYg==");
  EXPECT_TRUE(decode_receive_message("{}")->messages.empty()) << "nothing came";
}

TEST(SqsWorkerCodec, RefusesWhatItCannotUnderstand) {
  EXPECT_FALSE(decode_receive_message(""));
  EXPECT_FALSE(decode_receive_message(R"({"Messages":["x"]})"));
  EXPECT_FALSE(decode_receive_message(R"({"Messages":[{"Body":"b"}]})")) << "cannot be deleted";
  EXPECT_FALSE(decode_create_queue("{}"));
  EXPECT_TRUE(decode_nothing(""));
}

/// A client whose other end is a script.
struct Bench : ScriptedAws {
  Bench() : ScriptedAws{Instant{1712883723s}} {}

  SqsClient client{connection(sqs)};
};

TEST(SqsReceiveMessage, OutlastsItsLongPoll) {
  Bench bench;
  bench.http.then(http::Response{.body = "{}"});
  ASSERT_TRUE(run(bench.client.receive_message({queue, 1, 20s}, bench.clock.now() + 60s)));
  const auto limit = bench.http.requests().at(0).time_limit;
  ASSERT_TRUE(limit);
  EXPECT_GT(*limit, 20s);
}

TEST(SqsReceiveMessage, IsNotMadeTwiceWhenItsFateIsUnknown) {
  Bench bench;
  bench.http.then(http::TransportError::Kind::closed);
  bench.http.then(http::Response{.body = "{}"});
  EXPECT_FALSE(run(bench.client.receive_message({queue}, bench.clock.now() + 60s)));
  EXPECT_EQ(bench.http.requests().size(), 1U) << "a message may be on its way to nobody";
}

TEST(SqsReceiveMessage, IsMadeAgainWhenItWasThrottled) {
  Bench bench;
  bench.http.then(http::Response{.status = 400, .body = R"({"__type":"ThrottlingException"})"});
  bench.http.then(http::Response{.body = "{}"});
  EXPECT_TRUE(run(bench.client.receive_message({queue}, bench.clock.now() + 60s)));
}

}  // namespace
}  // namespace sluice::aws
