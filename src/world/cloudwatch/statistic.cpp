#include "world/cloudwatch/statistic.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace sluice::world {

StatisticSet& StatisticSet::operator+=(const StatisticSet& other) {
  sample_count += other.sample_count;
  sum += other.sum;
  minimum = std::min(minimum, other.minimum);
  maximum = std::max(maximum, other.maximum);
  return *this;
}

std::optional<MetricStatistic> parse_statistic(std::string_view text) {
  using Kind = MetricStatistic::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 5> names{
      {{"Average", Kind::average},
       {"Sum", Kind::sum},
       {"Minimum", Kind::minimum},
       {"Maximum", Kind::maximum},
       {"SampleCount", Kind::sample_count}}};
  for (const auto& [name, kind] : names)
    if (name == text) return MetricStatistic{.kind = kind};

  constexpr std::size_t longest = 14;  // "p99." and AWS's ten decimals
  const bool shaped = text.size() >= 2 && text.size() <= longest && text.front() == 'p' &&
                      text[1] >= '0' && text[1] <= '9';
  if (!shaped) return std::nullopt;
  const std::string_view digits = text.substr(1);
  MetricStatistic statistic{.kind = Kind::percentile};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                            statistic.percentile, std::chars_format::fixed);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  return whole && statistic.percentile <= 100 ? std::optional{statistic} : std::nullopt;
}

double value_of(const StatisticSet& set, MetricStatistic::Kind kind) {
  switch (kind) {
    case MetricStatistic::Kind::sum:
      return set.sum;
    case MetricStatistic::Kind::minimum:
      return set.minimum;
    case MetricStatistic::Kind::maximum:
      return set.maximum;
    case MetricStatistic::Kind::sample_count:
      return set.sample_count;
    case MetricStatistic::Kind::average:
    case MetricStatistic::Kind::percentile:
      break;
  }
  return set.sum / set.sample_count;
}

double percentile_of(std::span<const ValueCount> values, double percentile) {
  double total = 0;
  for (const ValueCount& value : values) total += value.count;
  const double wanted = total * percentile / 100;
  double below = 0;
  for (const ValueCount& value : values) {
    below += value.count;
    if (below >= wanted && value.count > 0) return value.value;
  }
  return values.back().value;
}

}  // namespace sluice::world
