#include "world/schedule/time_zone.hpp"

#include <gtest/gtest.h>

#include <array>

#include "base/calendar.hpp"
#include "base/files.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Instant at(std::string_view text) {
  return parse_iso8601(text).value();
}

std::string big_endian(std::int64_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t i = bytes; i-- > 0;)
    text += static_cast<char>((static_cast<std::uint64_t>(value) >> (8U * i)) & 0xffU);
  return text;
}

std::string header(std::int64_t transitions, std::int64_t types) {
  std::string text = "TZif2" + std::string(15, '\0');
  for (const std::int64_t count :
       {std::int64_t{0}, std::int64_t{0}, std::int64_t{0}, transitions, types, std::int64_t{4}})
    text += big_endian(count, 4);
  return text;
}

std::string type(seconds offset) {
  return big_endian(offset.count(), 4) + std::string(2, '\0');
}

/// As zic's slim form: one transition from +10:00 to `then`, and a footer.
std::string slim_file(std::string_view footer, seconds then = hours{11}) {
  std::string text = header(0, 1) + type({}) + std::string("UTC\0", 4) + header(1, 2);
  text += big_endian(at("2000-01-01T00:00:00Z").time_since_epoch() / seconds{1}, 8);
  text += '\1';
  text += type(hours{10}) + type(then) + std::string("UTC\0", 4);
  return text.append("\n").append(footer).append("\n");
}

struct OffsetCase {
  std::string_view file;
  std::string_view at;
  seconds offset;
};

// clang-format off
const std::array<OffsetCase, 12> offset_cases{{
    {"Australia/Sydney", "1800-01-01T00:00:00Z", seconds{36292}},  // local mean time
    {"Australia/Sydney", "2024-04-06T15:59:59Z", hours{11}},
    {"Australia/Sydney", "2024-04-06T16:00:00Z", hours{10}},
    {"Australia/Sydney", "2024-10-05T15:59:59Z", hours{10}},
    {"Australia/Sydney", "2024-10-05T16:00:00Z", hours{11}},
    {"Australia/Sydney", "2050-07-01T00:00:00Z", hours{10}},       // by the footer from here on
    {"Australia/Sydney", "2050-01-01T00:00:00Z", hours{11}},
    {"Australia/Sydney", "2050-10-01T15:59:59Z", hours{10}},
    {"Australia/Sydney", "2050-10-01T16:00:00Z", hours{11}},
    {"America/New_York", "2024-03-10T06:59:59Z", hours{-5}},
    {"America/New_York", "2024-03-10T07:00:00Z", hours{-4}},
    {"America/New_York", "2100-11-07T06:00:00Z", hours{-5}},
}};
// clang-format on

TEST(TimeZone, KnowsTheOffsetAtEveryTime) {
  for (const OffsetCase& one : offset_cases) {
    const std::string path = std::string{SLUICE_TESTS_DIR "/data/zoneinfo/"}.append(one.file);
    const auto zone = TimeZone::parse(SystemFiles{}.read(path).value());
    ASSERT_TRUE(zone) << one.file;
    EXPECT_EQ(zone->offset(at(one.at)), one.offset) << one.file << " " << one.at;
  }
}

TEST(TimeZone, FollowsTheFooterOfASlimFile) {
  const auto sydney = TimeZone::parse(slim_file("AEST-10AEDT,M10.1.0,M4.1.0/3"));
  ASSERT_TRUE(sydney);
  EXPECT_EQ(sydney->offset(at("1999-07-01T00:00:00Z")), hours{10});
  EXPECT_EQ(sydney->offset(at("2024-04-06T15:59:59Z")), hours{11});
  EXPECT_EQ(sydney->offset(at("2024-04-06T16:00:00Z")), hours{10});

  const auto fixed = TimeZone::parse(slim_file("<+0530>-5:30"));
  EXPECT_EQ(fixed.value().offset(at("2024-04-06T16:00:00Z")), hours{5} + minutes{30});

  const auto julian = TimeZone::parse(slim_file("A0B,J60/0,J300/0")).value();
  EXPECT_EQ(julian.offset(at("2024-02-29T23:59:59Z")), seconds{0});  // J60 is March 1st, always
  EXPECT_EQ(julian.offset(at("2024-03-01T00:00:00Z")), hours{1});
  const auto zero_based = TimeZone::parse(slim_file("A0B,59/0,300/0")).value();
  EXPECT_EQ(zero_based.offset(at("2024-02-29T00:00:00Z")), hours{1});

  const auto without = TimeZone::parse(slim_file("")).value();
  EXPECT_EQ(without.offset(at("2024-04-06T16:00:00Z")), hours{11});
}

TEST(TimeZone, AWallClockTimeOccursOnceTwiceOrNever) {
  const auto zone = TimeZone::parse(slim_file("AEST-10AEDT,M10.1.0,M4.1.0/3")).value();
  const auto local = [](std::string_view text) {
    return std::chrono::local_seconds{std::chrono::floor<seconds>(at(text).time_since_epoch())};
  };
  EXPECT_EQ(zone.instant(local("2024-07-01T10:00:00Z")), at("2024-07-01T00:00:00Z"));
  EXPECT_EQ(zone.instant(local("2024-04-07T02:30:00Z")), at("2024-04-06T15:30:00Z"));
  EXPECT_EQ(zone.instant(local("2024-10-06T02:30:00Z")), std::nullopt);
  EXPECT_EQ(zone.instant_or_later(local("2024-10-06T02:30:00Z")), at("2024-10-05T16:30:00Z"));
  EXPECT_EQ(zone.local(at("2024-10-05T16:30:00Z")), local("2024-10-06T03:30:00Z"));
}

TEST(TimeZone, BrokenBytesAreRefused) {
  const std::string whole = slim_file("UTC0");
  const std::size_t body = whole.find('\n');
  for (std::size_t length = 0; length < body; ++length)
    EXPECT_FALSE(TimeZone::parse(whole.substr(0, length))) << length;
  std::string version_1 = whole;
  version_1[4] = '\0';
  EXPECT_FALSE(TimeZone::parse(version_1));
  std::string unknown_type = whole;
  unknown_type[unknown_type.find('\1', 100)] = '\7';
  EXPECT_FALSE(TimeZone::parse(unknown_type));
}

TEST(ZoneRule, OtherTextsAreNone) {
  for (const std::string_view text :
       {"", "10", "AEST", "AEST-10AEDT", "AEST-10AEDT,M10.1.0", "AEST-10AEDT,M13.1.0,M4.1.0",
        "AEST-10AEDT,M10.6.0,M4.1.0", "AEST-10AEDT,M10.1.7,M4.1.0", "AEST-10AEDT,J0,J366",
        "<+10-10", "AEST-10AEDT,M10.1.0,M4.1.0x", "AEST-999"})
    EXPECT_FALSE(parse_zone_rule(text)) << text;
}

class NoZones final : public TimeZones {
 public:
  [[nodiscard]] std::optional<std::string> tzif(std::string_view name) const override {
    asked.emplace_back(name);
    return std::nullopt;
  }
  mutable std::vector<std::string> asked;
};

TEST(TimeZones, UtcIsKnownEverywhereAndOnlyNamesAreAskedFor) {
  const NoZones none;
  EXPECT_TRUE(find_time_zone(none, "UTC"));
  EXPECT_TRUE(find_time_zone(none, "Etc/UTC"));
  for (const std::string_view name :
       {"../../etc/passwd", "/etc/passwd", "", "a//b", "Europe/", "x y"})
    EXPECT_FALSE(find_time_zone(none, name));
  EXPECT_TRUE(none.asked.empty());
  EXPECT_FALSE(find_time_zone(none, "Europe/Paris"));
  EXPECT_EQ(none.asked, std::vector<std::string>{"Europe/Paris"});
}

}  // namespace
}  // namespace sluice::world
