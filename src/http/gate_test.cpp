#include "http/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/crew.hpp"
#include "http/mailbox.hpp"
#include "support/loopback.hpp"

namespace sluice::http {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// Guests who enter one gate, stay until they are told to leave, and say what
/// happens to them.
class GateTest : public testing::Test {
 protected:
  ~GateTest() override {
    guests_.cancel();
    run_until(loop_, [this] { return guests_.size() == 0; });
  }

  void arrive(std::string name, Duration limit = 24h) {
    guests_.start(visit(std::move(name), limit));
    loop_.poll();
  }
  void leave() {
    leaving_.put(0);
    loop_.poll();
  }

  asio::io_context loop_{1};
  Gate gate_{2};
  Crew guests_{loop_.get_executor()};
  std::vector<std::string> story_;

 private:
  asio::awaitable<void> visit(std::string name, Duration limit) {
    const Gate::Place place = co_await gate_.enter(limit);
    story_.push_back(name + (place ? " is in" : " gives up"));
    if (!place) co_return;
    co_await leaving_.take();
    story_.push_back(name + " leaves");
  }

  Mailbox<int> leaving_{loop_.get_executor()};
};

TEST_F(GateTest, LetsAsManyInAsThereArePlaces) {
  arrive("Anna");
  EXPECT_EQ(gate_.free(), 1);
  arrive("Ben");
  arrive("Cleo");
  EXPECT_THAT(story_, ElementsAre("Anna is in", "Ben is in"));
  EXPECT_EQ(gate_.free(), 0);
}

TEST_F(GateTest, GivesAFreedPlaceToWhoWaitsLongest) {
  for (const char* name : {"Anna", "Ben", "Cleo", "Dora"}) arrive(name);
  leave();
  EXPECT_THAT(story_, ElementsAre("Anna is in", "Ben is in", "Anna leaves", "Cleo is in"));
  leave();
  EXPECT_EQ(story_.back(), "Dora is in");
}

TEST_F(GateTest, KeepsFreedPlacesForThoseWhoComeLater) {
  arrive("Anna");
  leave();
  EXPECT_EQ(gate_.free(), 2);
  arrive("Ben");
  arrive("Cleo");
  EXPECT_THAT(story_, ElementsAre("Anna is in", "Anna leaves", "Ben is in", "Cleo is in"));
}

TEST_F(GateTest, LetsNobodyPassWhoWaitedTooLong) {
  arrive("Anna");
  arrive("Ben");
  arrive("Cleo", 1ms);
  run_until(loop_, [this] { return story_.size() == 3; });
  EXPECT_EQ(story_.back(), "Cleo gives up");
  leave();
  EXPECT_EQ(gate_.free(), 1) << "the place went to nobody";
}

TEST_F(GateTest, ForgetsAWaiterThatIsCancelled) {
  arrive("Anna");
  arrive("Ben");
  Crew impatient{loop_.get_executor()};
  const auto wait = [](Gate& gate) -> asio::awaitable<void> { co_await gate.enter(24h); };
  impatient.start(wait(gate_));
  loop_.poll();
  arrive("Cleo");
  impatient.cancel();
  run_until(loop_, [&] { return impatient.size() == 0; });
  leave();
  EXPECT_EQ(story_.back(), "Cleo is in");
}

TEST_F(GateTest, TakesThePlaceBackFromAWaiterThatIsCancelledAsItIsLetIn) {
  arrive("Anna");
  arrive("Ben");
  Crew late{loop_.get_executor()};
  const auto visit = [](Gate& gate) -> asio::awaitable<void> {
    const Gate::Place place = co_await gate.enter(24h);
  };
  late.start(visit(gate_));
  loop_.poll();
  guests_.cancel();  // both leave, the first lets the late one in ...
  late.cancel();     // ... which goes at the same moment
  run_until(loop_, [&] { return late.size() + guests_.size() == 0; });
  EXPECT_EQ(gate_.free(), 2);
}

}  // namespace
}  // namespace sluice::http
