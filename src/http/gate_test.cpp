#include "http/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "http/crew.hpp"
#include "support/loopback.hpp"

namespace sluice::http {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// Guests who come to one gate and stay inside until they leave.
class GateTest : public testing::Test {
 protected:
  ~GateTest() override {
    guests_.cancel();
    EXPECT_TRUE(comes_true(loop_, [this] { return guests_.size() == 0; }));
  }

  /// Comes to the gate, and waits there if it must.
  void arrive(const std::string& name, Duration limit = 24h) {
    guests_.start(visit(name, limit));
    settle();
  }
  void leave(const std::string& name) {
    inside_.erase(name);
    settle();
  }
  /// Those who still wait are cancelled.
  void give_up() {
    guests_.cancel();
    run_on(loop_, guests_.all_ended());
  }
  /// Runs what can run now.
  void settle() {
    loop_.restart();
    loop_.poll();
  }

  asio::io_context loop_{1};
  Gate gate_{2};
  std::map<std::string, Gate::Place> inside_;
  std::vector<std::string> refused_;

 private:
  asio::awaitable<void> visit(std::string name, Duration limit) {
    Gate::Place place = co_await gate_.enter(limit);
    if (place)
      inside_.emplace(name, std::move(place));
    else
      refused_.push_back(name);
  }

  Crew guests_{loop_.get_executor()};
};

auto names_are(const std::vector<std::string>& names) {
  return testing::ResultOf(
      [](const std::map<std::string, Gate::Place>& guests) {
        std::vector<std::string> found;
        found.reserve(guests.size());
        for (const auto& [name, place] : guests) found.push_back(name);
        return found;
      },
      testing::ElementsAreArray(names));
}

TEST_F(GateTest, LetsAsManyInAsThereArePlaces) {
  arrive("Anna");
  EXPECT_EQ(gate_.free(), 1);
  arrive("Ben");
  arrive("Cleo");
  EXPECT_THAT(inside_, names_are({"Anna", "Ben"}));
  EXPECT_EQ(gate_.free(), 0);
}

TEST_F(GateTest, GivesAFreedPlaceToWhoWaitsLongest) {
  for (const char* name : {"Anna", "Ben", "Dora", "Cleo"}) arrive(name);
  leave("Anna");
  EXPECT_THAT(inside_, names_are({"Ben", "Dora"}));
  leave("Ben");
  EXPECT_THAT(inside_, names_are({"Cleo", "Dora"}));
}

TEST_F(GateTest, LetsTwoInWhereTwoLeaveAtTheSameMoment) {
  for (const char* name : {"Anna", "Ben", "Cleo", "Dora"}) arrive(name);
  inside_.clear();
  settle();
  EXPECT_THAT(inside_, names_are({"Cleo", "Dora"}));
}

TEST_F(GateTest, KeepsFreedPlacesForThoseWhoComeLater) {
  arrive("Anna");
  leave("Anna");
  EXPECT_EQ(gate_.free(), 2);
  arrive("Ben");
  arrive("Cleo");
  EXPECT_THAT(inside_, names_are({"Ben", "Cleo"}));
}

TEST_F(GateTest, LetsNobodyPassWhoWaitedTooLong) {
  arrive("Anna");
  arrive("Ben");
  arrive("Cleo", 1ms);
  run_until(loop_, [this] { return !refused_.empty(); });
  EXPECT_THAT(refused_, ElementsAre("Cleo"));
  leave("Ben");
  EXPECT_THAT(inside_, names_are({"Anna"}));
  EXPECT_EQ(gate_.free(), 1);
}

TEST_F(GateTest, ForgetsAWaiterThatIsCancelled) {
  arrive("Anna");
  arrive("Ben");
  arrive("Cleo");
  give_up();
  arrive("Dora");
  leave("Anna");
  EXPECT_THAT(inside_, names_are({"Ben", "Dora"}));
}

TEST_F(GateTest, LosesNoPlaceToAWaiterThatIsCancelledAsItIsLetIn) {
  arrive("Anna");
  arrive("Ben");
  arrive("Cleo");
  inside_.erase("Anna");  // lets Cleo in, who is ...
  give_up();              // ... cancelled before she comes to know
  inside_.clear();
  EXPECT_EQ(gate_.free(), 2);
}

}  // namespace
}  // namespace sluice::http
