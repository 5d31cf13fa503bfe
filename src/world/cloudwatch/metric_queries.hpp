#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "world/cloudwatch/math_expression.hpp"
#include "world/cloudwatch/metric.hpp"
#include "world/cloudwatch/metric_store.hpp"
#include "world/cloudwatch/statistic.hpp"

namespace sluice::world {

/// A query that was checked: its statistic or its expression is read.
struct CompiledQuery {
  MetricDataQuery query;
  MetricStatistic statistic = {};  ///< of a metric
  MathExpression expression = {};  ///< of an expression
  std::int64_t period = 60;        ///< seconds; of an expression the longest that it uses

  [[nodiscard]] bool is_metric() const { return query.metric_stat.has_value(); }
};

/// Queries in an order in which each stands after those that it names.
using CompiledQueries = std::vector<CompiledQuery>;

/// Checks ids, periods, statistics and expressions. The error is AWS's text.
[[nodiscard]] Result<CompiledQueries, std::string> compile_queries(
    std::span<const MetricDataQuery> queries);

/// Whether AWS has periods of so many seconds: 1, 5, 10, 20, 30 and multiples of 60.
[[nodiscard]] bool is_period(std::int64_t seconds);

/// What stands for an operand without data at a time when another has some.
enum class MissingOperand { drops_the_point, is_zero };

/// The values of each query, by id, on the same periods.
using QueryValues = std::map<std::string, std::vector<double>, std::less<>>;

/// Evaluates queries. `store` must outlive it.
class QueryRun {
 public:
  QueryRun(const MetricStore& store, std::int64_t now) : store_{store}, now_{now} {}

  /// All queries on the same periods; NaN where there is no data.
  [[nodiscard]] QueryValues values(const CompiledQueries& queries, const Periods& periods,
                                   MissingOperand missing);

  /// The values of a metric query.
  [[nodiscard]] std::vector<double> metric_values(const CompiledQuery& query,
                                                  const Periods& periods);

 private:
  const MetricStore& store_;
  std::int64_t now_;
  MetricReader reader_;
};

}  // namespace sluice::world
