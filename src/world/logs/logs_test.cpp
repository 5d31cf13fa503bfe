#include "world/logs/logs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/logs/filter_pattern.hpp"

namespace sluice::world {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant start{std::chrono::seconds{1'712'883'600}};
constexpr const char* group = "/aws/lambda/orders";
constexpr const char* stream = "2024/04/12/[$LATEST]0f0e";

template <class Value>
std::string code_of(const Answer<Value>& answer) {
  return answer ? "" : answer.error().code;
}

class LogsTest : public testing::Test {
 protected:
  LogsTest() {
    EXPECT_TRUE(logs_.create_log_group(group, {}, start));
    EXPECT_TRUE(logs_.create_log_stream(group, stream, start));
  }
  PutLogEventsAnswer put(std::vector<InputLogEvent> events, Instant now = start) {
    const auto answer = logs_.put_log_events(group, stream, std::move(events), now);
    EXPECT_TRUE(answer);
    return answer.value_or(PutLogEventsAnswer{});
  }
  static std::vector<std::string> texts(const std::vector<FoundLogEvent>& events) {
    std::vector<std::string> all;
    for (const FoundLogEvent& found : events) all.push_back(found.event->message);
    return all;
  }
  GetLogEventsAnswer get(LogEventsRequest request, Instant now = start + 1h) {
    request.group = group;
    request.streams = {stream};
    const auto answer = logs_.get_log_events(request, now);
    EXPECT_TRUE(answer);
    return answer ? *answer : GetLogEventsAnswer{.forward_token = {}, .backward_token = {}};
  }

  Logs logs_{Location{}};
};

TEST_F(LogsTest, GivesBackWhatWasPutInItsOrder) {
  put({{start, "one"}, {start, "two"}, {start + 1s, "three"}});
  EXPECT_THAT(texts(get({.group = {}, .start_from_head = true}).events),
              ElementsAre("one", "two", "three"));
}

TEST_F(LogsTest, PutsLateEventsWhereTheyBelong) {
  put({{start + 2s, "later"}}, start + 2s);
  put({{start + 1s, "earlier"}}, start + 3s);
  EXPECT_THAT(texts(get({.group = {}}).events), ElementsAre("earlier", "later"));
}

TEST_F(LogsTest, PagesForwardFromTheHead) {
  put({{start, "one"}, {start + 1s, "two"}, {start + 2s, "three"}});
  const auto first = get({.group = {}, .limit = 2, .start_from_head = true});
  EXPECT_THAT(texts(first.events), ElementsAre("one", "two"));
  const auto second = get({.group = {}, .next_token = first.forward_token, .limit = 2});
  EXPECT_THAT(texts(second.events), ElementsAre("three"));
  const auto end = get({.group = {}, .next_token = second.forward_token});
  EXPECT_THAT(end.events, IsEmpty());
  EXPECT_EQ(end.forward_token, second.forward_token) << "the end of a stream: the same token";
  put({{start + 3s, "four"}}, start + 3s);
  EXPECT_THAT(texts(get({.group = {}, .next_token = end.forward_token}).events),
              ElementsAre("four"))
      << "a reader that follows sees what comes";
}

TEST_F(LogsTest, ShowsTheLastEventsFirstAndPagesBackward) {
  put({{start, "one"}, {start + 1s, "two"}, {start + 2s, "three"}});
  const auto last = get({.group = {}, .limit = 2});
  EXPECT_THAT(texts(last.events), ElementsAre("two", "three"));
  EXPECT_THAT(texts(get({.group = {}, .next_token = last.backward_token}).events),
              ElementsAre("one"));
}

TEST_F(LogsTest, KeepsToTheWindow) {
  put({{start, "one"}, {start + 1s, "two"}, {start + 2s, "three"}});
  EXPECT_THAT(texts(get({.group = {}, .start = start + 1s, .end = start + 2s}).events),
              ElementsAre("two"))
      << "from inclusive, to exclusive";
}

TEST_F(LogsTest, RejectsWhatIsTooOldOrTooNewAndTakesTheRest) {
  const auto old = put({{start - days{14} - 1s, "old"}});
  EXPECT_EQ(old.too_old_until, 1);
  const auto fresh = put({{start, "now"}, {start + 3h, "tomorrow"}, {start + 4h, "later"}});
  EXPECT_EQ(fresh.too_new_from, 1);
  EXPECT_THAT(texts(get({.group = {}}).events), ElementsAre("now"));
}

TEST_F(LogsTest, RefusesABatchThatBreaksTheRules) {
  const auto refused = [&](std::vector<InputLogEvent> events) {
    const auto answer = logs_.put_log_events(group, stream, std::move(events), start);
    return answer ? std::string{} : answer.error().message;
  };
  EXPECT_EQ(refused({{start + 1s, "a"}, {start, "b"}}),
            "Log events in a single PutLogEvents request must be in chronological order.");
  EXPECT_EQ(refused({{start - 25h, "a"}, {start, "b"}}),
            "The batch of log events in a single PutLogEvents request cannot span more than 24 "
            "hours.");
  EXPECT_EQ(refused({{start, std::string(1'048'560, 'x')}}),
            "Upload too large: 1048586 bytes exceeds limit of 1048576");
}

TEST_F(LogsTest, WhatIsMissingOrThereAlreadyIsRefusedInAwsWords) {
  const auto missing = logs_.put_log_events("/none", stream, {{start, "a"}}, start);
  EXPECT_EQ(missing.error(),
            (Refusal{"ResourceNotFoundException", "The specified log group does not exist."}));
  const auto no_stream = logs_.put_log_events(group, "none", {{start, "a"}}, start);
  EXPECT_EQ(no_stream.error().message, "The specified log stream does not exist.");
  const auto again = logs_.create_log_group(group, {}, start);
  EXPECT_EQ(again.error(),
            (Refusal{"ResourceAlreadyExistsException", "The specified log group already exists"}));
  EXPECT_EQ(code_of(logs_.create_log_group("a b", {}, start)), "InvalidParameterException");
  EXPECT_EQ(code_of(logs_.put_retention_policy(group, 2, start)), "InvalidParameterException");
}

TEST_F(LogsTest, APrintedLineMakesItsGroupAndStream) {
  logs_.put("/ecs/orders", "worker/1", "hello", start + 1500us);
  const auto found = logs_.filter_log_events({.group = "/ecs/orders"}, start);
  ASSERT_TRUE(found);
  ASSERT_THAT(texts(found->events), ElementsAre("hello"));
  EXPECT_EQ(found->events[0].event->timestamp, start + 1ms) << "whole milliseconds";
}

TEST_F(LogsTest, FiltersAcrossStreamsByTimeAndPages) {
  logs_.put(group, "a", "INFO one", start);
  logs_.put(group, "b", "ERROR two", start + 1s);
  logs_.put(group, "a", "ERROR three", start + 2s);
  const auto first =
      logs_.filter_log_events({.group = group, .pattern = "ERROR", .limit = 1}, start);
  ASSERT_TRUE(first);
  EXPECT_THAT(texts(first->events), ElementsAre("ERROR two"));
  EXPECT_EQ(first->events[0].stream, "b");
  const auto second = logs_.filter_log_events(
      {.group = group, .pattern = "ERROR", .next_token = first->next_token}, start);
  ASSERT_TRUE(second);
  EXPECT_THAT(texts(second->events), ElementsAre("ERROR three"));
  EXPECT_EQ(second->next_token, "");
}

TEST_F(LogsTest, RetentionHidesAtOnceAndForgetsWithinADay) {
  put({{start, "old"}});
  ASSERT_TRUE(logs_.put_retention_policy(group, 1, start));
  EXPECT_THAT(get({.group = {}}, start + 25h).events, IsEmpty());
  ASSERT_EQ(logs_.due(), start + 24h);
  logs_.run(start + 24h);
  ASSERT_EQ(logs_.due(), start + 48h);
  logs_.run(start + 48h);
  EXPECT_THAT(logs_.state().groups.at(group).streams.at(stream).events, IsEmpty());
}

TEST_F(LogsTest, AStreamKeepsNoMoreThanItsLimit) {
  Logs small{Location{}, {.stream_bytes = 10, .stream_events = 3}};
  for (const char* text : {"1234", "5678", "90", "ab"}) small.put("g", "s", text, start);
  const LogStream& kept = small.state().groups.at("g").streams.at("s");
  ASSERT_EQ(kept.events.size(), 3);
  EXPECT_EQ(kept.events.front().message, "5678");
  EXPECT_EQ(kept.stored_bytes, 8);
}

TEST_F(LogsTest, ListsGroupsAndStreamsByPages) {
  ASSERT_TRUE(logs_.create_log_group("/aws/lambda/second", {}, start));
  ASSERT_TRUE(logs_.create_log_group("/ecs/worker", {}, start));
  const auto first = logs_.describe_log_groups({.prefix = "/aws/lambda", .limit = 1});
  ASSERT_TRUE(first);
  ASSERT_EQ(first->items.size(), 1);
  EXPECT_EQ(first->items[0].name, group);
  const auto second = logs_.describe_log_groups(
      {.prefix = "/aws/lambda", .next_token = first->next_token, .limit = 1});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->items[0].name, "/aws/lambda/second");
  EXPECT_EQ(second->next_token, "");
  logs_.put(group, "a", "x", start + 5s);
  logs_.put(group, "b", "x", start + 4s);
  const auto streams =
      logs_.describe_log_streams({.group = group, .by_last_event = true, .descending = true});
  ASSERT_TRUE(streams);
  EXPECT_EQ(streams->items[0].name, "a");
  EXPECT_EQ(streams->items[1].name, "b");
}

TEST_F(LogsTest, TakesAGroupByItsArn) {
  EXPECT_EQ(logs_.group_arn(group),
            "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/orders");
  EXPECT_EQ(logs_.group_of(logs_.group_arn(group) + ":*"), std::string{group});
}

TEST_F(LogsTest, ComesBackAsItWas) {
  put({{start, "one"}});
  ASSERT_TRUE(logs_.put_retention_policy(group, 1, start));
  Logs other{Location{}};
  other.restore(logs_.state(), start);
  EXPECT_EQ(other.due(), start + 24h);
  EXPECT_EQ(other.state().groups.at(group).streams.at(stream).events.front().message, "one");
}

struct PatternRow {
  const char* pattern;
  const char* message;
  bool matches;
};

class PatternTable : public testing::TestWithParam<PatternRow> {};

TEST_P(PatternTable, MatchesAsAwsDoes) {
  const auto pattern = FilterPattern::parse(GetParam().pattern);
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->matches(GetParam().message), GetParam().matches)
      << GetParam().pattern << " on " << GetParam().message;
}

// From https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, PatternTable, testing::Values(
    PatternRow{"",                    "anything",                          true},
    PatternRow{"ERROR",               "[ERROR 400] BAD REQUEST",           true},
    PatternRow{"ERROR",               "[error 400] bad request",           false},
    PatternRow{"ERROR ARGUMENTS",     "[ERROR 419] MISSING ARGUMENTS",     true},
    PatternRow{"ERROR ARGUMENTS",     "[ERROR 400] BAD REQUEST",           false},
    PatternRow{"?ERROR ?ARGUMENTS",   "[ERROR 400] BAD REQUEST",           true},
    PatternRow{"?ERROR ?ARGUMENTS",   "[INFO] FINE",                       false},
    PatternRow{"\"INTERNAL SERVER\"", "[ERROR 500] INTERNAL SERVER ERROR", true},
    PatternRow{"\"INTERNAL SERVER\"", "[ERROR 500] SERVER INTERNAL",       false},
    PatternRow{"ERROR -ARGUMENTS",    "[ERROR 400] BAD REQUEST",           true},
    PatternRow{"ERROR -ARGUMENTS",    "[ERROR 419] MISSING ARGUMENTS",     false}));
// clang-format on

TEST(FilterPattern, RefusesWhatItDoesNotModel) {
  for (const char* text : {"{ $.level = \"ERROR\" }", "[ip, user]", "%ERR%", "\"open"})
    EXPECT_EQ(FilterPattern::parse(text).error().code, "InvalidParameterException") << text;
}

}  // namespace
}  // namespace sluice::world
