#include "plan/objective.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include "base/duration_text.hpp"

namespace sluice::plan {
namespace {

using Measure = Objective::Measure;
using namespace std::chrono_literals;

constexpr std::string_view advice =
    "'p99 < 60s' (p50, p95, p99, p99.9 or max; whole seconds from 1s to 24h) or "
    "'miss < 0.1% over 60s'";
constexpr sim::Second default_longest_wait = 60;

struct Named {
  std::string_view name;
  Measure measure;
  double share;  ///< of the messages that it is a quantile of
};
constexpr std::array<Named, 6> measures{{{"p50", Measure::p50, 0.5},
                                         {"p95", Measure::p95, 0.95},
                                         {"p99.9", Measure::p999, 0.999},
                                         {"p99", Measure::p99, 0.99},
                                         {"max", Measure::max, 1},
                                         {"miss", Measure::miss, 0}}};

const Named& of(Measure measure) {
  for (const Named& one : measures)
    if (one.measure == measure) return one;
  return measures.back();
}

/// What is left of an objective's text.
class Words {
 public:
  explicit Words(std::string_view text) : rest_{text} { skip_spaces(); }

  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    skip_spaces();
    return true;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  void skip_spaces() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t'))
      rest_.remove_prefix(1);
    while (!rest_.empty() && (rest_.back() == ' ' || rest_.back() == '\t')) rest_.remove_suffix(1);
  }
  std::string_view rest_;
};

/// Whole seconds from 1s to 24h.
std::optional<sim::Second> whole_seconds(std::string_view text) {
  const auto span = parse_duration(text);
  if (!span || *span < 1s || *span > 24h || *span % 1s != Duration{0}) return std::nullopt;
  return *span / 1s;
}

/// "0.1%" as a share.
std::optional<double> percentage(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  text = Words{text}.rest();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || !(value >= 0) || value > 100) return std::nullopt;
  return value / 100;
}

std::optional<Objective> read(std::string_view text) {
  Words words{text};
  const Named* named = nullptr;
  for (const Named& one : measures)
    if (named == nullptr && words.take(one.name)) named = &one;
  if (named == nullptr) return std::nullopt;
  const bool inclusive = words.take("<=");
  if (!inclusive && !words.take("<")) return std::nullopt;
  if (named->measure != Measure::miss) {
    const auto limit = whole_seconds(words.rest());
    if (!limit) return std::nullopt;
    return Objective{.measure = named->measure,
                     .limit = static_cast<double>(*limit),
                     .inclusive = inclusive,
                     .longest_wait = *limit};
  }
  const std::size_t over = words.rest().find("over");
  const auto share = percentage(Words{words.rest().substr(0, over)}.rest());
  std::optional<sim::Second> longest = default_longest_wait;
  if (over != std::string_view::npos)
    longest = whole_seconds(Words{words.rest().substr(over + 4)}.rest());
  if (!share || !longest || (*share <= 0 && !inclusive)) return std::nullopt;
  return Objective{
      .measure = Measure::miss, .limit = *share, .inclusive = inclusive, .longest_wait = *longest};
}

}  // namespace

Result<Objective, std::string> parse_objective(std::string_view text) {
  if (const auto objective = read(text)) return *objective;
  return Failure<std::string>{fmt::format("'{:.100}' is no objective; give {}", text, advice)};
}

std::string_view measure_name(Measure measure) {
  return of(measure).name;
}

std::string objective_text(const Objective& objective) {
  const std::string_view sign = objective.inclusive ? "<=" : "<";
  if (objective.measure == Measure::miss)
    return fmt::format("miss {} {:g}% over {}s", sign, objective.limit * 100,
                       objective.longest_wait);
  return fmt::format("{} {} {:g}s", measure_name(objective.measure), sign, objective.limit);
}

std::string value_text(const Objective& objective, double value) {
  if (std::isinf(value)) return "endless";
  if (objective.measure == Measure::miss) return fmt::format("{:.3g} %", value * 100);
  return fmt::format("{:.0f} s", value);
}

double measured(const Objective& objective, const sim::Numbers& numbers) {
  switch (objective.measure) {
    case Measure::p50:
      return static_cast<double>(numbers.wait.p50);
    case Measure::p95:
      return static_cast<double>(numbers.wait.p95);
    case Measure::p99:
      return static_cast<double>(numbers.wait.p99);
    case Measure::p999:
      return static_cast<double>(numbers.wait.p999);
    case Measure::max:
      return static_cast<double>(numbers.wait.max);
    case Measure::miss:
      break;
  }
  return numbers.slo_miss;
}

bool is_met(const Objective& objective, double value) {
  return objective.inclusive ? value <= objective.limit : value < objective.limit;
}

double measured(const Objective& objective, const sim::Histogram& waits, std::int64_t late) {
  const std::int64_t started = waits.count();
  const auto total = static_cast<double>(started + late);
  if (total <= 0) return 0;
  if (objective.measure == Measure::miss)
    return static_cast<double>(waits.above(objective.longest_wait).count + late) / total;
  // Which place a message has among those that were started, as Histogram counts.
  const double place = std::max(1.0, std::ceil(of(objective.measure).share * total));
  if (place > static_cast<double>(started)) return std::numeric_limits<double>::infinity();
  return static_cast<double>(waits.quantile(std::min(1.0, place / static_cast<double>(started))));
}

bool reaches(const Objective& objective, const sim::Histogram& waits, std::int64_t total,
             double value) {
  if (value <= 0) return true;
  const auto all = static_cast<double>(total);
  if (objective.measure == Measure::miss)
    return total > 0 &&
           static_cast<double>(waits.above(objective.longest_wait).count) / all >= value;
  const auto below = static_cast<std::int64_t>(value) - 1;
  const double place = std::max(1.0, std::ceil(of(objective.measure).share * all));
  return all - static_cast<double>(waits.above(below).count) < place;
}

}  // namespace sluice::plan
