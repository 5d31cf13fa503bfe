#include "world/schedule/time_zone.hpp"

#include <algorithm>

namespace sluice::world {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_seconds;
using std::chrono::seconds;

/// Big-endian numbers off the front of a text; `ok` is false once it was too short.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_{bytes} {}

  std::string_view take(std::size_t count) {
    ok = ok && count <= rest_.size();
    if (!ok) return {};
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (const char c : take(bytes)) value = (value << 8U) | static_cast<unsigned char>(c);
    return value;
  }
  std::int64_t signed_64() { return static_cast<std::int64_t>(number(8)); }
  std::int32_t signed_32() { return static_cast<std::int32_t>(number(4)); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  bool ok = true;

 private:
  std::string_view rest_;
};

/// RFC 8536, section 3.1.
struct Header {
  bool is_header = false;
  char version = '\0';
  std::size_t utc_flags = 0;
  std::size_t standard_flags = 0;
  std::size_t leap_seconds = 0;
  std::size_t transitions = 0;
  std::size_t types = 0;
  std::size_t names = 0;

  [[nodiscard]] std::size_t body(std::size_t bytes_of_a_time) const {
    constexpr std::size_t bytes_of_a_type = 6;
    return (transitions * (bytes_of_a_time + 1)) + (types * bytes_of_a_type) + names +
           (leap_seconds * (bytes_of_a_time + 4)) + standard_flags + utc_flags;
  }
};

Header read_header(Reader& reader) {
  constexpr std::size_t reserved = 15;
  Header header;
  header.is_header = reader.take(4) == "TZif";
  header.version = static_cast<char>(reader.number(1));
  reader.take(reserved);
  header.utc_flags = reader.number(4);
  header.standard_flags = reader.number(4);
  header.leap_seconds = reader.number(4);
  header.transitions = reader.number(4);
  header.types = reader.number(4);
  header.names = reader.number(4);
  return header;
}

bool is_zone_name(std::string_view name) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/";
  return !name.empty() && name.find_first_not_of(allowed) == std::string_view::npos &&
         !name.starts_with('/') && !name.ends_with('/') &&
         name.find("//") == std::string_view::npos;
}

}  // namespace

Result<TimeZone, std::string> TimeZone::parse(std::string_view tzif) {
  constexpr std::size_t most_transitions = 10'000;  // Morocco's file, the longest, has under 200
  Reader reader{tzif};
  const Header first = read_header(reader);
  if (!first.is_header || first.version < '2')
    return Failure<std::string>{"not a TZif file of version 2 or later"};
  reader.take(first.body(4));
  const Header header = read_header(reader);
  if (!header.is_header || header.transitions > most_transitions || header.types == 0)
    return Failure<std::string>{"the second header of the TZif file is broken"};

  TimeZone zone;
  for (std::size_t i = 0; i < header.transitions; ++i)
    zone.transitions_.push_back({.at = reader.signed_64(), .offset = {}});
  const std::string_view kinds = reader.take(header.transitions);
  std::vector<seconds> offsets;
  for (std::size_t i = 0; i < header.types && reader.ok; ++i) {
    offsets.emplace_back(reader.signed_32());
    reader.take(2);
  }
  const std::size_t types = header.types * 6;
  const std::size_t times = header.transitions * 9;
  reader.take(header.body(8) - types - times);
  if (!reader.ok) return Failure<std::string>{"the TZif file ends too early"};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto kind = static_cast<unsigned char>(kinds[i]);
    if (kind >= offsets.size()) return Failure<std::string>{"the TZif file names an unknown type"};
    zone.transitions_[i].offset = offsets[kind];
  }
  zone.before_ = offsets.front();
  std::string_view footer = reader.rest();
  if (footer.starts_with('\n') && footer.size() > 1) {
    footer = footer.substr(1, footer.find('\n', 1) - 1);
    if (!footer.empty()) zone.after_ = parse_zone_rule(footer);
  }
  return zone;
}

seconds TimeZone::offset(Instant at) const {
  const std::int64_t second = floor<seconds>(at.time_since_epoch()).count();
  const auto next = std::ranges::upper_bound(transitions_, second, {}, &Transition::at);
  if (next == transitions_.end() && after_) return after_->offset(second);
  return next == transitions_.begin() ? before_ : std::prev(next)->offset;
}

local_seconds TimeZone::local(Instant at) const {
  return local_seconds{floor<seconds>(at.time_since_epoch()) + offset(at)};
}

std::optional<Instant> TimeZone::instant(local_seconds time) const {
  // Clocks change at most once in two days, so these are all there can be.
  const Instant as_utc{time.time_since_epoch()};
  const seconds earlier = offset(as_utc - days{1});
  const seconds later = offset(as_utc + days{1});
  for (const seconds candidate : {std::max(earlier, later), std::min(earlier, later)}) {
    const Instant at = as_utc - candidate;
    if (offset(at) == candidate) return at;
  }
  return std::nullopt;
}

Instant TimeZone::instant_or_later(local_seconds time) const {
  const Instant as_utc{time.time_since_epoch()};
  return instant(time).value_or(as_utc - offset(as_utc - days{1}));
}

std::optional<TimeZone> find_time_zone(const TimeZones& zones, std::string_view name) {
  if (name == "UTC" || name == "GMT" || name == "Etc/UTC") return TimeZone{};
  if (!is_zone_name(name)) return std::nullopt;
  const auto bytes = zones.tzif(name);
  if (!bytes) return std::nullopt;
  auto zone = TimeZone::parse(*bytes);
  return zone ? std::optional{*std::move(zone)} : std::nullopt;
}

}  // namespace sluice::world
