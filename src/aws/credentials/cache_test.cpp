#include "aws/credentials/cache.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <deque>
#include <vector>

#include "support/kept_log.hpp"
#include "support/run.hpp"

namespace sluice::aws {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Answer = Result<Credentials, Error>;

/// Answers at once from a script, or, with its gate shut, when that opens.
class ScriptedProvider final : public CredentialsProvider {
 public:
  asio::awaitable<Answer> credentials() override {
    ++fetches;
    if (gate) {
      const auto [error] = co_await gate->async_wait(asio::as_tuple(asio::use_awaitable));
      if (gate) throw boost::system::system_error{error};  // not opened, but cancelled
    }
    Answer answer = Failure<Error>{Error{.remedy = Remedy::give_up,
                                         .operation = "credentials:script",
                                         .message = "the script is over"}};
    if (!script.empty()) {
      answer = script.front();
      script.pop_front();
    }
    co_return answer;
  }
  void invalidate() override { ++invalidated; }

  void shut(asio::io_context& loop) { gate.emplace(loop, asio::steady_timer::time_point::max()); }
  void open() { gate.reset(); }

  std::deque<Answer> script;
  std::optional<asio::steady_timer> gate;
  int fetches = 0;
  int invalidated = 0;
};

class CachedCredentialsTest : public testing::Test {
 protected:
  /// The next fetch gives keys of that id which are good for so long.
  void give(const std::string& id, Duration life) {
    source.script.emplace_back(
        Credentials{.access_key_id = id, .secret_access_key = "s", .expires = clock.now() + life});
  }

  std::string ask() { return id_of(run(cache.credentials())); }

  static std::string id_of(const Answer& answer) {
    return answer ? answer->access_key_id : answer.error().message;
  }

  /// Starts a call; where it ends, its id is added to `ended`.
  void start(std::vector<std::string>& ended) {
    asio::co_spawn(loop, cache.credentials(),
                   [&ended](const std::exception_ptr& thrown, const Answer& answer) {
                     ended.push_back(thrown ? "cancelled" : id_of(answer));
                   });
  }

  asio::io_context loop;
  ManualClock clock{Instant{seconds{1'712'923'200}}};  // 2024-04-12T12:00:00Z
  KeptLog log;
  ScriptedProvider source;
  CachedCredentials cache{source, clock, log};
};

TEST_F(CachedCredentialsTest, WhatDoesNotExpireIsFetchedOnce) {
  source.script.emplace_back(Credentials{.access_key_id = "AKIA", .secret_access_key = "s"});
  EXPECT_EQ(ask(), "AKIA");
  clock.advance(std::chrono::hours{10'000});
  EXPECT_EQ(ask(), "AKIA");
  EXPECT_EQ(source.fetches, 1);
}

TEST_F(CachedCredentialsTest, IsKeptUntilFifteenMinutesBeforeTheEnd) {
  give("one", minutes{60});
  give("two", minutes{120});
  EXPECT_EQ(ask(), "one");
  clock.advance(minutes{45});
  EXPECT_EQ(ask(), "one");
  clock.advance(seconds{1});
  EXPECT_EQ(ask(), "two");
  EXPECT_EQ(source.fetches, 2);
}

TEST_F(CachedCredentialsTest, AFailureAheadOfTimeIsAWarning) {
  give("one", minutes{60});
  EXPECT_EQ(ask(), "one");
  clock.advance(minutes{46});
  EXPECT_EQ(ask(), "one");
  EXPECT_EQ(source.fetches, 2);
  ASSERT_THAT(log.lines(), SizeIs(1));
  EXPECT_EQ(log.lines()[0].level, Log::Level::warning);
}

TEST_F(CachedCredentialsTest, AheadOfTimeOneAttemptAMinuteIsEnough) {
  give("one", minutes{60});
  EXPECT_EQ(ask(), "one");
  clock.advance(minutes{46});
  EXPECT_EQ(ask(), "one");
  clock.advance(seconds{59});
  EXPECT_EQ(ask(), "one");
  EXPECT_EQ(source.fetches, 2);
  clock.advance(seconds{1});
  give("two", minutes{60});
  EXPECT_EQ(ask(), "two");
}

TEST_F(CachedCredentialsTest, ShortLivedOnesAreNotFetchedForEveryCall) {
  give("one", minutes{5});
  EXPECT_EQ(ask(), "one");
  EXPECT_EQ(ask(), "one");
  EXPECT_EQ(source.fetches, 1);
  clock.advance(minutes{1});
  give("two", minutes{5});
  EXPECT_EQ(ask(), "two");
}

TEST_F(CachedCredentialsTest, InTheLastTenMinutesAFailureIsTheAnswer) {
  give("one", minutes{60});
  EXPECT_EQ(ask(), "one");
  clock.advance(minutes{50});
  EXPECT_EQ(ask(), "one") << "ten minutes left: the old ones will do";
  clock.advance(minutes{2});
  EXPECT_EQ(ask(), "the script is over");
  give("two", minutes{60});
  EXPECT_EQ(ask(), "two");
}

TEST_F(CachedCredentialsTest, WhatComesExpiredIsRefused) {
  give("old", Duration{});
  EXPECT_THAT(ask(), testing::HasSubstr("already expired, at 2024-04-12T12:00:00Z"));
}

TEST_F(CachedCredentialsTest, InvalidOnesAreFetchedAnew) {
  give("one", minutes{60});
  give("two", minutes{60});
  EXPECT_EQ(ask(), "one");
  cache.invalidate();
  EXPECT_EQ(source.invalidated, 1);
  EXPECT_EQ(ask(), "two");
}

TEST_F(CachedCredentialsTest, AllWhoAskAtOnceShareOneFetch) {
  give("one", minutes{60});
  source.shut(loop);
  std::vector<std::string> ended;
  for (int i = 0; i < 100; ++i) start(ended);
  loop.poll();
  EXPECT_THAT(ended, IsEmpty());
  source.open();
  loop.run();
  EXPECT_THAT(ended, SizeIs(100));
  EXPECT_THAT(ended, Each("one"));
  EXPECT_EQ(source.fetches, 1);
}

TEST_F(CachedCredentialsTest, TheyShareItsFailureToo) {
  source.shut(loop);
  std::vector<std::string> ended;
  for (int i = 0; i < 100; ++i) start(ended);
  loop.poll();
  source.open();
  loop.run();
  EXPECT_THAT(ended, SizeIs(100));
  EXPECT_THAT(ended, Each("the script is over"));
  EXPECT_EQ(source.fetches, 1);
}

TEST_F(CachedCredentialsTest, NobodyWaitsForAFetchAheadOfTime) {
  give("one", minutes{60});
  EXPECT_EQ(ask(), "one");
  clock.advance(minutes{46});
  give("two", minutes{60});
  source.shut(loop);
  std::vector<std::string> ended;
  start(ended);
  start(ended);
  loop.poll();
  EXPECT_THAT(ended, ElementsAre("one")) << "the first fetches, the second goes on";
  source.open();
  loop.run();
  EXPECT_THAT(ended, ElementsAre("one", "two"));
}

TEST_F(CachedCredentialsTest, WhereTheFetcherIsCancelledAnotherTakesOver) {
  give("one", minutes{60});
  source.shut(loop);
  asio::cancellation_signal stop;
  std::vector<std::string> ended;
  asio::co_spawn(loop, cache.credentials(),
                 asio::bind_cancellation_slot(
                     stop.slot(), [&](const std::exception_ptr& thrown, const Answer& answer) {
                       ended.push_back(thrown ? "cancelled" : id_of(answer));
                     }));
  start(ended);
  start(ended);
  loop.poll();
  stop.emit(asio::cancellation_type::terminal);
  loop.poll();
  EXPECT_THAT(ended, ElementsAre("cancelled"));
  EXPECT_EQ(source.fetches, 2);
  source.open();
  loop.run();
  EXPECT_THAT(ended, ElementsAre("cancelled", "one", "one"));
}

TEST_F(CachedCredentialsTest, AWaiterThatIsCancelledEndsAlone) {
  give("one", minutes{60});
  source.shut(loop);
  std::vector<std::string> ended;
  start(ended);
  asio::cancellation_signal stop;
  asio::co_spawn(loop, cache.credentials(),
                 asio::bind_cancellation_slot(
                     stop.slot(), [&](const std::exception_ptr& thrown, const Answer& answer) {
                       ended.push_back(thrown ? "cancelled" : id_of(answer));
                     }));
  loop.poll();
  stop.emit(asio::cancellation_type::terminal);
  loop.poll();
  EXPECT_THAT(ended, ElementsAre("cancelled"));
  source.open();
  loop.run();
  EXPECT_THAT(ended, ElementsAre("cancelled", "one"));
}

}  // namespace
}  // namespace sluice::aws
