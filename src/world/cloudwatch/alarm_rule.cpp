#include "world/cloudwatch/alarm_rule.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::world {
namespace {

/// What is known of the datapoints that an evaluation uses.
struct Count {
  std::size_t first;
  std::size_t real = 0;
  std::size_t breaching = 0;
  /// How many periods ago the oldest breaching one of the newest N began; 1 is
  /// the newest period, 0: none.
  std::size_t oldest_breach = 0;
};

Count count(const AlarmRule& rule, std::span<const double> range) {
  Count found{.first = range.size()};
  for (std::size_t age = 1; age <= range.size() && found.real < rule.evaluation_periods; ++age) {
    const double value = range[range.size() - age];
    if (std::isnan(value)) continue;
    ++found.real;
    found.first = range.size() - age;
    if (!rule.breaches(value)) continue;
    ++found.breaching;
    if (age <= rule.evaluation_periods) found.oldest_breach = age;
  }
  return found;
}

/// Where datapoints are missing and nothing stands in for them.
std::optional<AlarmState> with_gaps(const AlarmRule& rule, const Count& found) {
  const bool keep = rule.treat_missing_data == TreatMissingData::ignore;
  if (found.real == 0) return keep ? std::optional<AlarmState>{} : AlarmState::insufficient_data;
  if (found.breaching >= rule.datapoints_to_alarm) return AlarmState::alarm;
  if (found.breaching < found.real) return AlarmState::ok;
  const bool early = found.oldest_breach >= rule.datapoints_to_alarm;
  return early && !keep ? std::optional{AlarmState::alarm} : std::nullopt;
}

}  // namespace

bool AlarmRule::breaches(double value) const {
  switch (comparison) {
    case Comparison::greater_than_or_equal_to_threshold:
      return value >= threshold;
    case Comparison::greater_than_threshold:
      return value > threshold;
    case Comparison::less_than_threshold:
      return value < threshold;
    case Comparison::less_than_or_equal_to_threshold:
      break;
  }
  return value <= threshold;
}

AlarmVerdict judge(const AlarmRule& rule, std::span<const double> range) {
  const Count found = count(rule, range);
  const std::size_t gaps = rule.evaluation_periods - found.real;
  AlarmVerdict verdict{.state = {}, .first = found.first, .real = found.real, .filled = gaps};
  const bool treated = rule.treat_missing_data == TreatMissingData::breaching ||
                       rule.treat_missing_data == TreatMissingData::not_breaching;
  if (gaps > 0 && !treated) {
    verdict.filled = 0;
    verdict.state = with_gaps(rule, found);
    return verdict;
  }
  const bool as_breaches = rule.treat_missing_data == TreatMissingData::breaching;
  const std::size_t breaching = found.breaching + (as_breaches ? gaps : 0);
  verdict.state = breaching >= rule.datapoints_to_alarm ? AlarmState::alarm : AlarmState::ok;
  return verdict;
}

}  // namespace sluice::world
