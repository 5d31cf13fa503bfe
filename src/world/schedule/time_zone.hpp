#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "world/schedule/zone_rule.hpp"

namespace sluice::world {

/// How far the clocks of a place are from UTC, at every time.
class TimeZone {
 public:
  /// UTC.
  TimeZone() = default;

  /// Reads the bytes of a TZif file, of version 2 or later (RFC 8536). The error
  /// says what is wrong with them.
  [[nodiscard]] static Result<TimeZone, std::string> parse(std::string_view tzif);

  /// What to add to UTC to have the local time.
  [[nodiscard]] std::chrono::seconds offset(Instant at) const;

  /// What the clocks there show, whole seconds rounded down.
  [[nodiscard]] std::chrono::local_seconds local(Instant at) const;

  /// When the clocks there show `time`: the first time where they do so twice,
  /// nothing where they skip it.
  [[nodiscard]] std::optional<Instant> instant(std::chrono::local_seconds time) const;

  /// The same, but a skipped time is as much later as the clocks jump.
  [[nodiscard]] Instant instant_or_later(std::chrono::local_seconds time) const;

 private:
  struct Transition {
    std::int64_t at;  ///< seconds since the epoch
    std::chrono::seconds offset;
  };

  std::chrono::seconds before_{0};  ///< until the first transition
  std::vector<Transition> transitions_;
  std::optional<ZoneRule> after_;  ///< from the last transition on
};

/// Lends the time zones that the machine knows.
class TimeZones {
 public:
  TimeZones() = default;
  TimeZones(const TimeZones&) = delete;
  TimeZones& operator=(const TimeZones&) = delete;
  virtual ~TimeZones() = default;

  /// The TZif bytes of the zone with this IANA name, "Australia/Sydney"; nothing
  /// where it is not known. `name` has only letters, digits, `+`, `-`, `_` and
  /// single slashes between them, so it is safe below a folder.
  [[nodiscard]] virtual std::optional<std::string> tzif(std::string_view name) const = 0;
};

/// The zone of that name; UTC, GMT and Etc/UTC are known wherever we run.
/// Nothing where the name or the zone's bytes are none.
[[nodiscard]] std::optional<TimeZone> find_time_zone(const TimeZones& zones, std::string_view name);

}  // namespace sluice::world
