#include "sim/agenda.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sluice::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(Agenda, HappensInOrderOfTimeAndEqualInstantsKeepTheirOrder) {
  Agenda agenda{Instant{}};
  std::vector<std::string> happened;
  const auto note = [&](const char* what) {
    return [&happened, what](Instant) { happened.emplace_back(what); };
  };
  agenda.at(Instant{2s}, note("second"));
  for (const char* name : {"a", "b", "c", "d", "e"}) agenda.at(Instant{1s}, note(name));
  agenda.run_until(Instant{2s});
  EXPECT_THAT(happened, ElementsAre("a", "b", "c", "d", "e", "second"));
}

TEST(Agenda, WhatHappensMayAskForMore) {
  Agenda agenda{Instant{}};
  std::vector<Instant> ticks;
  std::function<void(Instant)> tick = [&](Instant now) {
    ticks.push_back(now);
    agenda.after(15s, tick);
  };
  agenda.at(Instant{10s}, tick);
  agenda.run_until(Instant{40s});
  EXPECT_THAT(ticks, ElementsAre(Instant{10s}, Instant{25s}, Instant{40s}));
  EXPECT_EQ(agenda.now(), Instant{40s});
  EXPECT_EQ(agenda.due(), Instant{55s});
}

}  // namespace
}  // namespace sluice::sim
