#include "world/cloudwatch/metric_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>

#include "world/cloudwatch/metric_queries.hpp"
#include "world/cloudwatch/refusals.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using Grids = std::map<std::int64_t, QueryValues>;

/// The periods between two times, in steps of `length` from the epoch; not
/// further back than data is kept, nor further on than it may be.
Periods periods_between(Instant from, Instant to, std::int64_t length, Instant now) {
  const std::int64_t end = std::min(epoch_seconds(to), epoch_seconds(now + hours{3}));
  const std::int64_t kept = earliest_kept(length, epoch_seconds(now));
  const std::int64_t start = round_down(std::max(epoch_seconds(from), kept), length);
  // A period that has begun before the end counts.
  const std::int64_t count = end > start ? (end - start + length - 1) / length : 0;
  return {.start = start, .length = length, .count = static_cast<std::size_t>(count)};
}

std::optional<Refusal> wrong_queries(const GetMetricDataRequest& request) {
  constexpr std::size_t most_queries = 500;
  if (request.queries.empty())
    return cloudwatch_refusals::validation("The parameter MetricDataQueries is required.");
  if (request.queries.size() > most_queries)
    return cloudwatch_refusals::validation(
        "The collection MetricDataQueries must not have a size greater than 500.");
  if (request.start_time == request.end_time)
    return cloudwatch_refusals::validation(
        "The parameter StartTime must not equal parameter EndTime.");
  if (request.start_time > request.end_time)
    return cloudwatch_refusals::validation("The parameter EndTime must be greater than StartTime.");
  return std::nullopt;
}

std::string default_label(const MetricDataQuery& query) {
  if (!query.label.empty()) return query.label;
  return query.metric_stat ? query.metric_stat->metric.name : query.id;
}

void add_points(MetricDataResult& result, const std::vector<double>& values, const Periods& periods,
                bool oldest_first) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t at = oldest_first ? i : values.size() - 1 - i;
    if (std::isnan(values[at])) continue;
    result.timestamps.push_back(at_epoch_seconds(periods.start_of(at)));
    result.values.push_back(values[at]);
  }
}

/// The number of datapoints that earlier pages showed.
std::optional<std::size_t> points_shown(const std::string& token) {
  std::size_t shown = 0;
  if (token.empty()) return shown;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), shown);
  if (error != std::errc{} || end != token.data() + token.size()) return std::nullopt;
  return shown;
}

/// Leaves `size` datapoints after the first `skip`.
void cut(GetMetricDataResponse& response, std::size_t skip, std::size_t size) {
  std::size_t left = size;
  std::size_t to_skip = skip;
  for (MetricDataResult& result : response.results) {
    const std::size_t dropped = std::min(to_skip, result.values.size());
    to_skip -= dropped;
    const std::size_t kept = std::min(left, result.values.size() - dropped);
    left -= kept;
    const bool more = dropped + kept < result.values.size();
    if (more) {
      result.status_code = "PartialData";
      response.next_token = std::to_string(skip + size);
    }
    const auto keep = [&](auto& list) {
      const auto begin = list.begin() + static_cast<std::ptrdiff_t>(dropped);
      list = {begin, begin + static_cast<std::ptrdiff_t>(kept)};
    };
    keep(result.timestamps);
    keep(result.values);
  }
}

using Statistics = std::vector<std::pair<std::string, MetricStatistic>>;

/// GetMetricStatistics rounds its start down: to the minute, of older times to
/// five minutes and to the hour; of shorter periods to the period.
std::int64_t rounded_start(const GetMetricStatisticsRequest& request, Instant now) {
  const std::int64_t start = epoch_seconds(request.start_time);
  const Duration age = now - request.start_time;
  if (request.period < 60) return round_down(start, request.period);
  if (age < hours{24 * 15}) return round_down(start, 60);
  return round_down(start, age < hours{24 * 63} ? 300 : 3600);
}

/// "4,320".
std::string with_commas(std::int64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::optional<Refusal> wrong_statistics(const GetMetricStatisticsRequest& request) {
  if (request.start_time == request.end_time)
    return cloudwatch_refusals::invalid_value(
        "The parameter StartTime must not equal parameter EndTime.");
  if (request.start_time > request.end_time)
    return cloudwatch_refusals::invalid_value(
        "The parameter StartTime must be less than the parameter EndTime.");
  if (request.statistics.empty() && request.extended_statistics.empty())
    return cloudwatch_refusals::invalid_combination(
        "Must specify either Statistics or ExtendedStatistics");
  if (!is_period(request.period))
    return cloudwatch_refusals::invalid_value(
        "The parameter Period must be a multiple of 60, or 1, 5, 10, 20 or 30.");
  constexpr std::int64_t most = 1440;
  const std::int64_t span = epoch_seconds(request.end_time) - epoch_seconds(request.start_time);
  if (span / request.period > most)
    return cloudwatch_refusals::invalid_combination(fmt::format(
        "You have requested up to {} datapoints, which exceeds the limit of 1,440. You may reduce "
        "the datapoints requested by increasing Period, or decreasing the time range.",
        with_commas(span / request.period)));
  return std::nullopt;
}

Answer<Statistics> read_statistic_names(const std::vector<std::string>& names,
                                        std::string_view parameter, bool percentiles) {
  Statistics statistics;
  for (const std::string& name : names) {
    const auto statistic = parse_statistic(name);
    const bool right =
        statistic && percentiles == (statistic->kind == MetricStatistic::Kind::percentile);
    if (!right)
      return Failure<Refusal>{cloudwatch_refusals::invalid_value(
          "The value " + name + " for parameter " + std::string{parameter} + " is not supported.")};
    statistics.emplace_back(name, *statistic);
  }
  return statistics;
}

/// The datapoints of one unit, added to `into`.
void add_datapoints(std::vector<MetricDatapoint>& into, const MetricRecord& record,
                    const std::string& unit, const Periods& periods, std::int64_t now,
                    const Statistics& plain, const Statistics& extended) {
  MetricReader reader;
  std::map<std::size_t, MetricDatapoint> points;
  const auto read = [&](const Statistics& statistics, auto member) {
    for (const auto& [name, statistic] : statistics) {
      const auto values = reader.read(record, unit, statistic, periods, now);
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) continue;
        auto& point =
            points
                .try_emplace(i, MetricDatapoint{.timestamp = at_epoch_seconds(periods.start_of(i)),
                                                .unit = unit})
                .first->second;
        (point.*member)[name] = values[i];
      }
    }
  };
  read(plain, &MetricDatapoint::statistics);
  read(extended, &MetricDatapoint::extended_statistics);
  for (auto& [index, point] : points) into.push_back(std::move(point));
}

}  // namespace

Answer<GetMetricStatisticsResponse> metric_statistics(const MetricStore& store,
                                                      const GetMetricStatisticsRequest& request,
                                                      Instant now) {
  if (auto wrong = wrong_statistics(request)) return Failure<Refusal>{std::move(*wrong)};
  const auto plain = read_statistic_names(request.statistics, "Statistics", false);
  if (!plain) return Failure<Refusal>{plain.error()};
  const auto extended =
      read_statistic_names(request.extended_statistics, "ExtendedStatistics", true);
  if (!extended) return Failure<Refusal>{extended.error()};

  GetMetricStatisticsResponse response{.label = request.metric.name, .datapoints = {}};
  const MetricRecord* record = store.find(request.metric);
  if (record == nullptr) return response;
  const std::int64_t start = rounded_start(request, now);
  const std::int64_t span = epoch_seconds(request.end_time) - start;
  const std::int64_t count = (span + request.period - 1) / request.period;
  const Periods periods{
      .start = start, .length = request.period, .count = static_cast<std::size_t>(count)};
  for (const auto& [unit, series] : record->units)
    if (request.unit.empty() || request.unit == unit)
      add_datapoints(response.datapoints, *record, unit, periods, epoch_seconds(now), *plain,
                     *extended);
  std::ranges::stable_sort(response.datapoints, {}, &MetricDatapoint::timestamp);
  return response;
}

Answer<GetMetricDataResponse> metric_data(const MetricStore& store,
                                          const GetMetricDataRequest& request, Instant now) {
  if (auto wrong = wrong_queries(request)) return Failure<Refusal>{std::move(*wrong)};
  const auto compiled = compile_queries(request.queries);
  if (!compiled) return Failure<Refusal>{cloudwatch_refusals::validation(compiled.error())};
  const auto shown = points_shown(request.next_token);
  if (!shown) return Failure<Refusal>{cloudwatch_refusals::invalid_next_token()};

  QueryRun run{store, epoch_seconds(now)};
  Grids grids;  // the values of expressions, by their period
  GetMetricDataResponse response;
  for (const MetricDataQuery& query : request.queries) {
    if (!query.return_data.value_or(true)) continue;
    const auto& found =
        *std::ranges::find(*compiled, query.id, [](const CompiledQuery& c) { return c.query.id; });
    const Periods periods =
        periods_between(request.start_time, request.end_time, found.period, now);
    MetricDataResult& result = response.results.emplace_back(
        MetricDataResult{.id = query.id, .label = default_label(query)});
    if (found.is_metric()) {
      add_points(result, run.metric_values(found, periods), periods, request.oldest_first);
      continue;
    }
    auto grid = grids.find(found.period);
    if (grid == grids.end())
      grid = grids
                 .emplace(found.period,
                          run.values(*compiled, periods, MissingOperand::drops_the_point))
                 .first;
    add_points(result, grid->second[query.id], periods, request.oldest_first);
  }
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
  constexpr std::int64_t most_datapoints = 100'800;
  const std::int64_t page = std::clamp(request.max_datapoints.value_or(most_datapoints),
                                       std::int64_t{1}, most_datapoints);
  cut(response, *shown, static_cast<std::size_t>(page));
  return response;
}

}  // namespace sluice::world
