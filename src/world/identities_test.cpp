#include "world/identities.hpp"

#include <gtest/gtest.h>

namespace sluice::world {
namespace {

TEST(Identities, AUuidIsOfVersion4) {
  Random random{7};
  Identities identities{random};
  for (int i = 0; i < 100; ++i) {
    const std::string uuid = identities.uuid();
    ASSERT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[14], '4') << uuid;
    EXPECT_NE(std::string_view{"89ab"}.find(uuid[19]), std::string_view::npos) << uuid;
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) EXPECT_EQ(uuid[dash], '-') << uuid;
  }
}

TEST(Identities, TheSameSeedGivesTheSameNames) {
  Random one{42};
  Random other{42};
  Identities first{one};
  Identities second{other};
  EXPECT_EQ(first.uuid(), second.uuid());
  EXPECT_EQ(first.hex(32), second.hex(32));
  EXPECT_NE(first.hex(32), first.hex(32));
  EXPECT_EQ(first.hex(40).size(), 40U);
}

}  // namespace
}  // namespace sluice::world
