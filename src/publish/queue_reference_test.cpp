#include "publish/queue_reference.hpp"

#include <gtest/gtest.h>

namespace sluice::publish {
namespace {

TEST(QueueReference, ReadsAUrlOfAws) {
  const auto got =
      parse_queue_reference("https://sqs.ap-southeast-2.amazonaws.com/123456789012/orders-queue");
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(got->name, "orders-queue");
  EXPECT_EQ(got->account, "123456789012");
  EXPECT_EQ(got->region, "ap-southeast-2");
  EXPECT_EQ(got->origin, "");
}

TEST(QueueReference, KnowsTheRegionInAllOfAwsHostNames) {
  for (const char* host : {"sqs.eu-west-1.amazonaws.com", "eu-west-1.queue.amazonaws.com",
                           "sqs-fips.eu-west-1.amazonaws.com", "sqs.eu-west-1.api.aws"})
    EXPECT_EQ(parse_queue_reference(std::string{"https://"} + host + "/1/q")->region, "eu-west-1")
        << host;
  EXPECT_EQ(parse_queue_reference("https://sqs.cn-north-1.amazonaws.com.cn/1/q")->region,
            "cn-north-1");
}

TEST(QueueReference, ReadsAUrlOfALocalServer) {
  const auto got = parse_queue_reference("http://localhost:4566/000000000000/orders.fifo");
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(got->region, "");
  EXPECT_EQ(got->origin, "http://localhost:4566");
  EXPECT_EQ(got->name, "orders.fifo");
}

TEST(QueueReference, ReadsAnArnAndAName) {
  const auto arn = parse_queue_reference("arn:aws:sqs:eu-west-1:123456789012:orders");
  ASSERT_TRUE(arn) << arn.error();
  EXPECT_EQ(arn->region, "eu-west-1");
  EXPECT_EQ(arn->url, "");
  const auto name = parse_queue_reference("orders_queue-1");
  ASSERT_TRUE(name) << name.error();
  EXPECT_EQ(name->name, "orders_queue-1");
}

TEST(QueueReference, TheUrlAndTheArnOfAQueueAreTheSameQueue) {
  EXPECT_EQ(
      parse_queue_reference("arn:aws:sqs:eu-west-1:123456789012:orders")->identity(),
      parse_queue_reference("https://sqs.eu-west-1.amazonaws.com/123456789012/orders")->identity());
  EXPECT_NE(parse_queue_reference("http://localhost:1/1/orders")->identity(),
            parse_queue_reference("http://localhost:2/1/orders")->identity());
}

TEST(QueueReference, RefusesTheRestQuotesItAndSaysWhatWouldBeRight) {
  for (const std::string text :
       {"", "orders queue", "https://sqs.eu-west-1.amazonaws.com/orders",
        "https://sqs.eu-west-1.amazonaws.com/12a/orders", "ftp://x/1/orders", "http:///1/orders",
        "arn:aws:sqs:eu-west-1:orders", "arn:aws:sns:eu-west-1:1:orders",
        "arn:aws:sqs:nowhere:1:orders", "arn:aw\x96:sqs:eu-west-1:1:orders", "orders.fifo.fifo!",
        "an-absurdly-long-name-that-no-queue-could-ever-have-because-it-passes-eighty-"
        "characters"}) {
    const auto got = parse_queue_reference(text);
    ASSERT_FALSE(got) << text;
    EXPECT_NE(got.error().find("'" + text + "'"), std::string::npos) << got.error();
    EXPECT_NE(got.error().find("give its URL"), std::string::npos) << got.error();
    EXPECT_EQ(got.error().find('\n'), std::string::npos);
  }
  EXPECT_TRUE(parse_queue_reference("two\nlines").error().starts_with("'two lines' is no queue"));
}

}  // namespace
}  // namespace sluice::publish
