#include "http/crew.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "http/mailbox.hpp"
#include "http/sleeper.hpp"
#include "support/loopback.hpp"

namespace sluice::http {
namespace {

using namespace std::chrono_literals;

class CrewTest : public testing::Test {
 protected:
  asio::awaitable<void> wait_for_word() {
    co_await word_.take();
    ++finished_;
  }
  asio::awaitable<void> sleep_long() {
    TimerSleeper sleeper;
    co_await sleeper.sleep(24h);
    ++finished_;
  }
  /// Goes on after each interruption, as code does that takes an error for an
  /// answer.
  asio::awaitable<void> insist() {
    for (;;) {
      asio::steady_timer timer{co_await asio::this_coro::executor, 24h};
      co_await timer.async_wait(as_result);
    }
  }
  asio::awaitable<void> start_another() {
    crew_.start(wait_for_word());
    co_return;
  }
  asio::awaitable<void> start_and_cancel() {
    crew_.start(wait_for_word());
    crew_.start(sleep_long());
    crew_.cancel();
    co_return;
  }
  asio::awaitable<void> fail() {
    throw std::runtime_error{"a bug"};
    co_return;
  }

  asio::io_context loop_{1};
  Mailbox<int> word_{loop_.get_executor()};
  Crew crew_{loop_.get_executor()};
  int finished_ = 0;
};

TEST_F(CrewTest, SeesAllOfItsMembersEnd) {
  crew_.start(wait_for_word());
  crew_.start(wait_for_word());
  EXPECT_EQ(crew_.size(), 2);
  word_.put(1);
  word_.put(2);
  run_on(loop_, crew_.all_ended());
  EXPECT_EQ(crew_.size(), 0);
  EXPECT_EQ(finished_, 2);
}

TEST_F(CrewTest, HasEndedWhereNothingWasStarted) {
  run_on(loop_, crew_.all_ended());
  crew_.cancel();
  EXPECT_EQ(crew_.size(), 0);
}

TEST_F(CrewTest, InterruptsWhateverItsMembersWaitFor) {
  crew_.start(sleep_long());
  crew_.start(wait_for_word());
  crew_.start(insist());
  loop_.poll();
  crew_.cancel();
  run_on(loop_, crew_.all_ended());
  EXPECT_EQ(finished_, 0);
}

TEST_F(CrewTest, InterruptsAMemberThatIsAboutToEnd) {
  crew_.start(wait_for_word());
  loop_.poll();
  word_.put(1);
  crew_.cancel();
  run_on(loop_, crew_.all_ended());
  EXPECT_EQ(crew_.size(), 0);
}

TEST_F(CrewTest, InterruptsMembersThatHaveJustStarted) {
  run_on(loop_, start_and_cancel());
  run_on(loop_, crew_.all_ended());
  EXPECT_EQ(finished_, 0);
}

TEST_F(CrewTest, WorksOnAfterACancellation) {
  crew_.start(sleep_long());
  loop_.poll();
  crew_.cancel();
  crew_.start(wait_for_word());
  word_.put(1);
  run_on(loop_, crew_.all_ended());
  EXPECT_EQ(finished_, 1);
}

TEST_F(CrewTest, WaitsForMembersThatStartWhileItWaits) {
  crew_.start(start_another());
  word_.put(1);
  run_on(loop_, crew_.all_ended());
  EXPECT_EQ(finished_, 1);
}

TEST_F(CrewTest, LetsAMembersExceptionOutOfTheLoop) {
  crew_.start(fail());
  EXPECT_THROW(loop_.run(), std::runtime_error);
  EXPECT_EQ(crew_.size(), 0);
}

}  // namespace
}  // namespace sluice::http
