#include "demo/table.hpp"

#include <gtest/gtest.h>

namespace sluice::demo {
namespace {

using namespace std::chrono_literals;

const Observation rush{.at = Instant{7min + 30s},
                       .visible = 148,
                       .in_flight = 2,
                       .running = 2,
                       .pending = 3,
                       .desired = 5,
                       .backlog_per_task = 74,
                       .high = AlarmState::alarm,
                       .low = AlarmState::ok};

/// How many columns a terminal shows: no colours, a character for each code
/// point.
std::size_t columns(const std::string& line) {
  std::size_t count = 0;
  bool in_colour = false;
  for (const char c : line) {
    if (c == '\x1b') in_colour = true;
    const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (!in_colour && !continues) ++count;
    if (in_colour && c == 'm') in_colour = false;
  }
  return count;
}

TEST(Table, PlainRowsStandUnderTheirHeading) {
  const Table table{Style::plain, 20, Instant{}};
  EXPECT_EQ(table.heading().back(),
            "  time   backlog  in flight    tasks  BacklogPerTask   AlarmHigh  AlarmLow");
  EXPECT_EQ(table.row(rush),
            " 07:30       148          2      2/5            74.0   ALARM      OK       ");
  EXPECT_EQ(table.row({.at = Instant{1h + 5s}}),
            " 60:05         0          0      0/0               -   -          -        ");
}

TEST(Table, ATerminalsRowsFitIntoIt) {
  const Table table{Style::terminal, 20, Instant{}};
  EXPECT_EQ(columns(table.heading().back()), columns(table.row(rush)) - 1);
  EXPECT_LE(columns(table.row(rush)), 90U);
}

TEST(Table, NotesSayWhen) {
  const Table table{Style::plain, 20, Instant{}};
  EXPECT_EQ(table.note(Instant{7min + 12s}, "Setting desired count to 5."),
            " 07:12  > Setting desired count to 5.");
}

}  // namespace
}  // namespace sluice::demo
