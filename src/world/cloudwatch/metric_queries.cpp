#include "world/cloudwatch/metric_queries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <set>

namespace sluice::world {
namespace {

using Text = std::optional<std::string>;

bool is_id(std::string_view id) {
  constexpr std::size_t longest = 255;
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_part = [&](char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !id.empty() && id.size() <= longest && is_lower(id.front()) &&
         std::ranges::all_of(id, is_part);
}

std::int64_t whole_seconds(Duration period) {
  return std::chrono::duration_cast<std::chrono::seconds>(period).count();
}

Text wrong_shape(const MetricDataQuery& query) {
  if (!is_id(query.id))
    return fmt::format(
        "The value {} for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
        query.id);
  if (query.metric_stat.has_value() == !query.expression.empty())
    return fmt::format(
        "The query '{}' must have exactly one of the parameters MetricStat and Expression.",
        query.id);
  return std::nullopt;
}

Text read_metric(CompiledQuery& compiled, const MetricStat& stat) {
  const auto statistic = parse_statistic(stat.stat);
  if (!statistic)
    return fmt::format("The value {} for parameter Stat is not supported.", stat.stat);
  compiled.statistic = *statistic;
  compiled.period = whole_seconds(stat.period);
  if (!is_period(compiled.period))
    return fmt::format(
        "The value {} for parameter Period is not valid: it must be 1, 5, 10, 20, "
        "30 or a multiple of 60.",
        compiled.period);
  return std::nullopt;
}

/// Depth first: what an expression names comes before it.
class Compiler {
 public:
  explicit Compiler(std::span<const MetricDataQuery> queries) {
    for (const MetricDataQuery& query : queries) {
      Entry& entry = entries_[query.id];
      if (entry.query != nullptr)
        wrong_ = fmt::format("The Id '{}' is used by more than one query.", query.id);
      entry.query = &query;
    }
  }

  Result<CompiledQueries, std::string> compile(std::span<const MetricDataQuery> queries) {
    for (const MetricDataQuery& query : queries)
      if (!wrong_) wrong_ = visit(query.id);
    if (wrong_) return Failure<std::string>{*wrong_};
    return std::move(done_);
  }

 private:
  struct Entry {
    const MetricDataQuery* query = nullptr;
    enum class Mark { fresh, open, closed } mark = Mark::fresh;
    std::size_t place = 0;
  };

  Text visit(const std::string& id) {
    Entry& entry = entries_.find(id)->second;
    if (entry.mark == Entry::Mark::closed) return std::nullopt;
    if (entry.mark == Entry::Mark::open)
      return fmt::format("Error in expression '{}': The expression refers to itself", id);
    entry.mark = Entry::Mark::open;
    CompiledQuery compiled{.query = *entry.query};
    Text wrong = wrong_shape(compiled.query);
    if (const auto& stat = compiled.query.metric_stat; !wrong && stat)
      wrong = read_metric(compiled, *stat);
    else if (!wrong)
      wrong = read_expression(compiled);
    entry.mark = Entry::Mark::closed;
    entry.place = done_.size();
    done_.push_back(std::move(compiled));
    return wrong;
  }

  Text read_expression(CompiledQuery& compiled) {
    const std::string where = fmt::format("Error in expression '{}': ", compiled.query.id);
    Result<MathExpression, std::string> parsed = parse_math(compiled.query.expression);
    if (!parsed) return where + parsed.error();
    compiled.expression = std::move(*parsed);
    std::set<std::string, std::less<>> named = compiled.expression.operands();
    for (const std::string& id : named)
      if (!entries_.contains(id)) return fmt::format("{}'{}' is not defined", where, id);
    if (compiled.expression.takes_all_metrics())
      for (const auto& [id, entry] : entries_)
        if (entry.query->metric_stat) named.insert(id);
    for (const std::string& id : named)
      if (Text wrong = visit(id)) return wrong;
    return check(compiled, named, where);
  }

  /// Finds the period and, on a point without data, what is wrong with the types.
  Text check(CompiledQuery& compiled, const std::set<std::string, std::less<>>& named,
             const std::string& where) const {
    const std::vector<double> no_data{std::nan("")};
    MathOperands operands;
    compiled.period = 0;
    for (const std::string& id : named) {
      const CompiledQuery& other = done_[entries_.find(id)->second.place];
      operands.try_emplace(
          id, MathOperand{.points = no_data, .period = 1, .is_metric = other.is_metric()});
      compiled.period = std::max(compiled.period, other.period);
    }
    if (compiled.period == 0) compiled.period = 60;
    if (compiled.query.period) compiled.period = whole_seconds(*compiled.query.period);
    if (!is_period(compiled.period))
      return fmt::format("The value {} for parameter Period is not valid.", compiled.period);
    const auto value = evaluate_math(compiled.expression, operands, 1);
    return value ? Text{} : where + value.error();
  }

  std::map<std::string, Entry, std::less<>> entries_;
  CompiledQueries done_;
  Text wrong_;
};

/// Zero where an operand has no data but another has.
void fill_with_zeros(std::map<std::string, std::vector<double>, std::less<>>& metrics,
                     std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const bool any = std::ranges::any_of(
        metrics, [i](const auto& entry) { return !std::isnan(entry.second[i]); });
    if (!any) continue;
    for (auto& [id, points] : metrics)
      if (std::isnan(points[i])) points[i] = 0;
  }
}

}  // namespace

bool is_period(std::int64_t seconds) {
  constexpr std::array<std::int64_t, 5> fine{1, 5, 10, 20, 30};
  constexpr std::int64_t longest = 604'800;  // seven days
  return std::ranges::find(fine, seconds) != fine.end() ||
         (seconds > 0 && seconds % 60 == 0 && seconds <= longest);
}

Result<CompiledQueries, std::string> compile_queries(std::span<const MetricDataQuery> queries) {
  return Compiler{queries}.compile(queries);
}

std::vector<double> QueryRun::metric_values(const CompiledQuery& query, const Periods& periods) {
  const std::optional<MetricStat>& stat = query.query.metric_stat;
  const MetricRecord* record = stat ? store_.find(stat->metric) : nullptr;
  if (record == nullptr || !stat) return std::vector<double>(periods.count, std::nan(""));
  const std::span<const double> values =
      reader_.read(*record, stat->unit, query.statistic, periods, now_);
  return {values.begin(), values.end()};
}

QueryValues QueryRun::values(const CompiledQueries& queries, const Periods& periods,
                             MissingOperand missing) {
  QueryValues values;
  for (const CompiledQuery& query : queries)
    if (query.is_metric()) values[query.query.id] = metric_values(query, periods);
  if (missing == MissingOperand::is_zero) fill_with_zeros(values, periods.count);

  MathOperands operands;
  const auto lend = [&](const CompiledQuery& query) {
    operands.try_emplace(query.query.id, MathOperand{.points = values[query.query.id],
                                                     .period = query.period,
                                                     .is_metric = query.is_metric()});
  };
  for (const CompiledQuery& query : queries)
    if (query.is_metric()) lend(query);
  for (const CompiledQuery& query : queries) {
    if (query.is_metric()) continue;
    auto result = evaluate_math(query.expression, operands, periods.count);
    // Lists may differ from what they were when the query was checked: no data then.
    values[query.query.id] =
        result ? std::move(*result) : std::vector<double>(periods.count, std::nan(""));
    lend(query);
  }
  return values;
}

}  // namespace sluice::world
