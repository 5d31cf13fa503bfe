#include "local/time/conductor.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <map>
#include <vector>

namespace sluice::local {
namespace {

namespace asio = boost::asio;
using std::chrono::minutes;
using std::chrono::seconds;

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

/// Things that happen at their instants; each is noted.
class Diary final : public Timed {
 public:
  std::optional<Instant> due() override {
    if (plans.empty()) return std::nullopt;
    return plans.begin()->first;
  }
  void run(Instant now) override {
    while (!plans.empty() && plans.begin()->first <= now) {
      auto plan = plans.extract(plans.begin());
      happened.push_back(plan.key());
      ran_at.push_back(now);
      if (plan.mapped()) plan.mapped()();
    }
  }
  [[nodiscard]] bool idle() override { return busy == 0; }

  std::multimap<Instant, std::function<void()>> plans;
  std::vector<Instant> happened;
  std::vector<Instant> ran_at;
  int busy = 0;
};

class ConductorTest : public testing::Test {
 protected:
  /// Runs the loop until `work` is done, the conductor conducting beside it.
  void conduct_while(asio::awaitable<void> work) {
    asio::co_spawn(loop_, conductor_.conduct(), rethrow);
    asio::co_spawn(loop_, then_stop(std::move(work)), rethrow);
    loop_.run();
  }
  asio::awaitable<void> then_stop(asio::awaitable<void> work) {
    co_await std::move(work);
    conductor_.stop();
  }

  const Instant start_{minutes{60}};
  asio::io_context loop_{1};
  ManualClock real_;
  CloudClock clock_{real_, start_, 0};
  Diary diary_;
  Conductor conductor_{loop_.get_executor(), clock_, diary_};
};

TEST_F(ConductorTest, AJumpRunsAllThatIsDueInItAtItsOwnInstant) {
  diary_.plans.emplace(start_ + minutes{1}, [] {});
  diary_.plans.emplace(start_ + minutes{3}, [this] {
    diary_.plans.emplace(start_ + minutes{4}, nullptr);  // one thing leads to another
  });
  diary_.plans.emplace(start_ + minutes{6}, [] {});
  conduct_while(conductor_.advance(minutes{5}));
  const std::vector<Instant> expected{start_ + minutes{1}, start_ + minutes{3},
                                      start_ + minutes{4}};
  EXPECT_EQ(diary_.happened, expected);
  EXPECT_EQ(diary_.ran_at, expected);
  EXPECT_EQ(clock_.now(), start_ + minutes{5});
}

TEST_F(ConductorTest, AJumpWaitsForRealWorkWhileTheClockStands) {
  Instant seen_by_work{};
  diary_.plans.emplace(start_ + minutes{1}, [this, &seen_by_work] {
    diary_.busy = 1;
    asio::post(loop_, [this, &seen_by_work] {
      seen_by_work = conductor_.present();
      diary_.busy = 0;
      conductor_.changed();
    });
  });
  diary_.plans.emplace(start_ + minutes{2}, [] {});
  conduct_while(conductor_.advance(minutes{2}));
  EXPECT_EQ(seen_by_work, start_ + minutes{1});
  EXPECT_EQ(diary_.happened.size(), 2U);
}

TEST_F(ConductorTest, WhatIsDueHappensAsTheClockGoes) {
  clock_.set_speed(1e9);
  diary_.plans.emplace(start_ + seconds{1}, [this] { conductor_.stop(); });
  real_.advance(seconds{1});
  asio::co_spawn(loop_, conductor_.conduct(), rethrow);
  loop_.run();
  EXPECT_EQ(diary_.happened, std::vector<Instant>{start_ + seconds{1}});
}

TEST_F(ConductorTest, AskingForThePresentBringsTheWorldThere) {
  clock_.set_speed(60);
  diary_.plans.emplace(start_ + seconds{30}, [] {});
  real_.advance(seconds{1});
  EXPECT_EQ(conductor_.present(), start_ + seconds{60});
  EXPECT_EQ(diary_.happened.size(), 1U);
}

TEST_F(ConductorTest, JumpsThatOverlapComeOneAfterTheOther) {
  diary_.plans.emplace(start_ + minutes{1}, [this] {
    diary_.busy = 1;
    asio::post(loop_, [this] {
      diary_.busy = 0;
      conductor_.changed();
    });
  });
  asio::co_spawn(loop_, conductor_.advance(minutes{2}), rethrow);
  conduct_while(conductor_.advance(minutes{3}));
  EXPECT_EQ(clock_.now(), start_ + minutes{5});
}

}  // namespace
}  // namespace sluice::local
