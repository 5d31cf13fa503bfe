#include "local/time/cloud_clock.hpp"

#include <gtest/gtest.h>

namespace sluice::local {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant start{hours{24}};

TEST(CloudClock, OneRealSecondIsAsManyCloudSecondsAsTheSpeedSays) {
  ManualClock real;
  const CloudClock cloud{real, start, 60};
  real.advance(seconds{2});
  EXPECT_EQ(cloud.now(), start + minutes{2});
}

TEST(CloudClock, AChangeOfSpeedChangesNothingOfThePast) {
  ManualClock real;
  CloudClock cloud{real, start, 60};
  real.advance(seconds{1});
  cloud.set_speed(2);
  real.advance(seconds{5});
  EXPECT_EQ(cloud.now(), start + seconds{70});
}

TEST(CloudClock, AtSpeedZeroItMovesByJumpsAlone) {
  ManualClock real;
  CloudClock cloud{real, start, 0};
  real.advance(hours{1});
  EXPECT_EQ(cloud.now(), start);
  cloud.stand();
  cloud.move_to(start + minutes{15});
  cloud.go();
  EXPECT_EQ(cloud.now(), start + minutes{15});
  EXPECT_EQ(cloud.real_time_until(start + hours{1}), std::nullopt);
}

TEST(CloudClock, WhileItStandsRealTimeDoesNotCount) {
  ManualClock real;
  CloudClock cloud{real, start, 10};
  cloud.stand();
  real.advance(seconds{9});
  EXPECT_EQ(cloud.now(), start);
  cloud.go();
  real.advance(seconds{1});
  EXPECT_EQ(cloud.now(), start + seconds{10});
}

TEST(CloudClock, NeverGoesBack) {
  ManualClock real{Instant{hours{1}}};
  CloudClock cloud{real, start, 1};
  cloud.stand();
  cloud.move_to(start - minutes{1});
  EXPECT_EQ(cloud.now(), start);
  cloud.go();
  real.advance(-seconds{30});
  EXPECT_EQ(cloud.now(), start);
}

TEST(CloudClock, SaysHowLongToWaitInRealTime) {
  ManualClock real;
  const CloudClock cloud{real, start, 60};
  EXPECT_EQ(cloud.real_time_until(start + minutes{1}), seconds{1});
  EXPECT_EQ(cloud.real_time_until(start - minutes{1}), Duration::zero());
  EXPECT_EQ(cloud.real_time_until(start + hours{24 * 365}), hours{1}) << "asked again then";
}

}  // namespace
}  // namespace sluice::local
