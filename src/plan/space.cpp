#include "plan/space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace sluice::plan {
namespace {

using std::chrono::seconds;

enum AxisIndex : std::uint8_t { target, out_cooldown, in_cooldown, least, most };

// Application Auto Scaling takes any whole seconds; these are the steps in which
// anything changes: alarms look once a minute, and a scale-in removes a twentieth.
constexpr std::array<double, 6> out_cooldowns{0, 30, 60, 120, 180, 300};
constexpr std::array<double, 9> in_cooldowns{0, 60, 120, 180, 300, 450, 600, 900, 1200};

/// Two digits: 3.7, 12, 150.
double two_digits(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1);
  return std::round(value / unit) * unit;
}

/// `value` as its shortest text says it: 0.3, not 0.30000000000000004.
double shortest(double value) {
  return std::stod(fmt::format("{:.6g}", value));
}

std::vector<double> in_order(std::vector<double> values) {
  std::ranges::sort(values);
  const auto repeated = std::ranges::unique(values);
  values.erase(repeated.begin(), repeated.end());
  return values;
}

/// `count` values from one to the other, each a constant factor from the next.
template <class Round>
std::vector<double> geometric(double from, double to, std::size_t count, Round round) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count - 1);
    values.push_back(round(from * std::pow(to / from, share)));
  }
  return values;
}

std::vector<double> targets(const TrackingLimits& limits, double today) {
  // From what a task does in a second or less to twice what it does in the longest wait.
  std::vector<double> values =
      geometric(limits.target_of_limit / 128, limits.target_of_limit * 2, 25,
                [](double value) { return shortest(two_digits(value)); });
  values.push_back(today);
  return in_order(std::move(values));
}

std::vector<double> least_counts(const TrackingLimits& limits) {
  constexpr std::int64_t most_values = 12;
  const std::int64_t from = limits.bounds.min;
  const std::int64_t range = limits.highest_min - from;
  std::vector<double> values;
  for (std::int64_t i = 0; i <= most_values; ++i) {
    const std::int64_t above = range * i / most_values;
    values.push_back(static_cast<double>(from + above));
  }
  return in_order(std::move(values));
}

std::vector<double> most_counts(const TrackingLimits& limits) {
  const auto ceiling = static_cast<double>(limits.bounds.max);
  // A few below the peak as well: a few messages may be late.
  const double from =
      std::clamp(std::ceil(limits.peak * 0.6),
                 static_cast<double>(std::max<std::int64_t>(1, limits.highest_min)), ceiling);
  return in_order(geometric(from, ceiling, 9, [](double value) { return std::round(value); }));
}

template <std::size_t Size>
std::vector<double> with(const std::array<double, Size>& usual, double today) {
  std::vector<double> values{usual.begin(), usual.end()};
  values.push_back(today);
  return in_order(std::move(values));
}

}  // namespace

TrackingSpace::TrackingSpace(const TrackingLimits& limits) : today_{limits.today} {
  const auto& policy = std::get<sim::TargetTrackingSettings>(today_.policy);
  const auto number = [](seconds span) { return static_cast<double>(span.count()); };
  axes_ = {{"target", targets(limits, policy.target), 6},
           {"scale-out cooldown", with(out_cooldowns, number(policy.cooldowns.out)), 2},
           {"scale-in cooldown", with(in_cooldowns, number(policy.cooldowns.in)), 2},
           {"min", least_counts(limits), 3},
           {"max", most_counts(limits), 2}};
}

std::optional<Setting> TrackingSpace::at(const Place& place) const {
  const auto value = [&](AxisIndex axis) { return axes_[axis].values[place[axis]]; };
  const auto whole = [&](AxisIndex axis) { return static_cast<std::int64_t>(value(axis)); };
  Setting setting = today_;
  setting.bounds = {.min = whole(least), .max = whole(most)};
  if (setting.bounds.min > setting.bounds.max) return std::nullopt;
  auto& policy = std::get<sim::TargetTrackingSettings>(setting.policy);
  policy.target = value(target);
  policy.cooldowns = {.out = seconds{whole(out_cooldown)}, .in = seconds{whole(in_cooldown)}};
  return setting;
}

std::optional<Place> TrackingSpace::today() const {
  const auto& policy = std::get<sim::TargetTrackingSettings>(today_.policy);
  const std::array<double, 5> wanted{
      policy.target, static_cast<double>(policy.cooldowns.out.count()),
      static_cast<double>(policy.cooldowns.in.count()), static_cast<double>(today_.bounds.min),
      static_cast<double>(today_.bounds.max)};
  Place place;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    const auto found = std::ranges::find(axes_[i].values, wanted.at(i));
    if (found == axes_[i].values.end()) return std::nullopt;
    place.push_back(static_cast<std::size_t>(found - axes_[i].values.begin()));
  }
  return place;
}

std::string setting_text(const Setting& setting) {
  const auto* policy = std::get_if<sim::TargetTrackingSettings>(&setting.policy);
  if (policy == nullptr) return fmt::format("{} tasks", setting.bounds.min);
  return fmt::format("target {:g}, cooldowns {} s out and {} s in, {} to {} tasks", policy->target,
                     policy->cooldowns.out.count(), policy->cooldowns.in.count(),
                     setting.bounds.min, setting.bounds.max);
}

}  // namespace sluice::plan
