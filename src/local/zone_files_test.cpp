#include "local/zone_files.hpp"

#include <gtest/gtest.h>

namespace sluice::local {
namespace {

TEST(ZoneFiles, AreFoundByTheirName) {
  const SystemFiles files;
  const ZoneFiles zones{files, SLUICE_TESTS_DIR "/data/zoneinfo"};
  EXPECT_TRUE(world::find_time_zone(zones, "Australia/Sydney"));
  EXPECT_FALSE(world::find_time_zone(zones, "Australia/Nowhere"));
  EXPECT_FALSE(world::find_time_zone(zones, "Australia"));
  EXPECT_FALSE(world::find_time_zone(zones, "README"));
}

TEST(ZoneFiles, WithoutTheirFolderOnlyUtcIsKnown) {
  const SystemFiles files;
  const ZoneFiles zones{files, "/nowhere"};
  EXPECT_TRUE(world::find_time_zone(zones, "UTC"));
  EXPECT_FALSE(world::find_time_zone(zones, "Australia/Sydney"));
}

}  // namespace
}  // namespace sluice::local
