#include "sim/bound/interior_point.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.hpp"
#include "sim/bound/block_tridiagonal.hpp"

namespace sluice::sim {
namespace {

constexpr int most_iterations = 200;
/// Between what is proven and what is reached, as a share: below what is printed.
constexpr double good_enough = 1e-6;
/// Of the way to the border that a step goes at most.
constexpr double short_of_border = 0.9995;
/// A window smaller than this has no inside: nothing waits at its end.
constexpr double no_window = 1e-9;

/// The inequalities of a step, in the order in which their slacks stand.
enum Row : std::size_t {
  above_min,    // n - n_min
  below_max,    // n_max - n
  waiting,      // b
  in_window,    // window - b
  served,       // n + b - b' - arrived
  no_stop,      // u
  pays_starts,  // u - n + n'
  rows
};
using Rows = std::array<double, rows>;

struct Variables {
  double n;
  double b;
  double u;
};

/// The iterate and the directions in which it moves.
class InteriorPoint {
 public:
  explicit InteriorPoint(const BoundProgramme& programme);
  BoundSolution run();

 private:
  [[nodiscard]] std::size_t size() const { return p_.steps(); }
  [[nodiscard]] bool waits(std::size_t i) const { return p_.window[i] > no_window; }
  /// Whether the row stands for an inequality of this step.
  [[nodiscard]] bool has(std::size_t i, std::size_t row) const {
    if (row == waiting || row == in_window) return waits(i);
    return i > 0 || (row != no_stop && row != pays_starts);
  }
  [[nodiscard]] Rows values(const std::vector<Variables>& x, std::size_t i, double constant) const;
  [[nodiscard]] Variables transposed(const std::vector<Rows>& z, std::size_t i) const;

  void begin();
  void begin_rows(std::size_t i);
  void measure();
  void factor();
  void direct(double centre, bool corrects);
  void pull_to(double centre, bool corrects);
  void solve_variables();
  [[nodiscard]] double complementarity() const;
  [[nodiscard]] double longest(const std::vector<Rows>& from, const std::vector<Rows>& by) const;
  void move(double primal, double dual);
  void take_best();

  const BoundProgramme& p_;
  std::vector<Variables> x_, dx_;
  std::vector<Rows> s_, ds_, z_, dz_, weight_, pull_;
  std::vector<Rows> primal_gap_;     ///< of x from its slacks
  std::vector<Variables> dual_gap_;  ///< of the prices from the costs
  BlockTridiagonal matrix_;
  std::vector<Pair> right_;
  std::vector<double> pivot_, right_u_;
  double inequalities_ = 0;
  BoundSolution best_ = {};
};

InteriorPoint::InteriorPoint(const BoundProgramme& programme)
    : p_{programme},
      x_(size()),
      dx_(size()),
      s_(size()),
      ds_(size()),
      z_(size()),
      dz_(size()),
      weight_(size()),
      pull_(size()),
      primal_gap_(size()),
      dual_gap_(size()),
      matrix_{size()},
      right_(size()),
      pivot_(size(), 1),
      right_u_(size()) {
  begin();
}

/// The left-hand sides of a step's rows; `constant` 1 with their constants, 0
/// without, as directions have none.
Rows InteriorPoint::values(const std::vector<Variables>& x, std::size_t i, double constant) const {
  const Variables& at = x[i];
  const double b_before = i > 0 ? x[i - 1].b : 0;
  const double n_before = i > 0 ? x[i - 1].n : 0;
  return {at.n - (constant * p_.n_min),
          (constant * p_.n_max) - at.n,
          at.b,
          (constant * p_.window[i]) - at.b,
          at.n + at.b - b_before - (constant * p_.arrived[i]),
          at.u,
          at.u - at.n + n_before};
}

/// What the rows' prices add up to for each variable of a step.
Variables InteriorPoint::transposed(const std::vector<Rows>& z, std::size_t i) const {
  const Rows& at = z[i];
  const bool last = i + 1 == size();
  const double served_after = last ? 0 : z[i + 1][served];
  const double starts_after = last ? 0 : z[i + 1][pays_starts];
  return {at[above_min] - at[below_max] + at[served] - at[pays_starts] + starts_after,
          at[waiting] - at[in_window] + at[served] - served_after, at[no_stop] + at[pays_starts]};
}

void InteriorPoint::begin() {
  double mean = 0;
  for (const double arrived : p_.arrived) mean += arrived / static_cast<double>(size());
  const double n = p_.n_min + std::min((p_.n_max - p_.n_min) / 2, 1 + (1.5 * mean));
  for (std::size_t i = 0; i < size(); ++i)
    x_[i] = {.n = n, .b = waits(i) ? p_.window[i] / 2 : 0, .u = i > 0 ? 1.0 : 0};
  for (std::size_t i = 0; i < size(); ++i) begin_rows(i);
}

/// The first slacks and prices of a step.
void InteriorPoint::begin_rows(std::size_t i) {
  const Rows value = values(x_, i, 1);
  s_[i].fill(1);
  z_[i].fill(0);
  for (std::size_t row = 0; row < rows; ++row) {
    if (!has(i, row)) continue;
    s_[i][row] = std::max(value[row], row == served ? 1.0 : 0.0);
    z_[i][row] = 1;
    ++inequalities_;
  }
}

void InteriorPoint::measure() {
  for (std::size_t i = 0; i < size(); ++i) {
    const Rows value = values(x_, i, 1);
    for (std::size_t row = 0; row < rows; ++row)
      primal_gap_[i][row] = has(i, row) ? value[row] - s_[i][row] : 0;
    const Variables sum = transposed(z_, i);
    dual_gap_[i] = {
        .n = 1 - sum.n, .b = waits(i) ? -sum.b : 0, .u = i > 0 ? p_.start_cost - sum.u : 0};
  }
}

/// The matrix of the Newton system, with every u eliminated: it stands in its own
/// step alone.
void InteriorPoint::factor() {
  for (std::size_t i = 0; i < size(); ++i)
    for (std::size_t row = 0; row < rows; ++row) weight_[i][row] = z_[i][row] / s_[i][row];
  const auto link = [&](std::size_t i) {  // between n and the n before
    if (i == 0 || i == size()) return 0.0;
    return weight_[i][pays_starts] * weight_[i][no_stop] / pivot_[i];
  };
  for (std::size_t i = 1; i < size(); ++i)
    pivot_[i] = weight_[i][no_stop] + weight_[i][pays_starts];
  for (std::size_t i = 0; i < size(); ++i) {
    const Rows& d = weight_[i];
    const double served_after = i + 1 < size() ? weight_[i + 1][served] : 0;
    BlockTridiagonal::Diagonal diagonal{
        .first = d[above_min] + d[below_max] + d[served] + link(i) + link(i + 1),
        .beside = d[served],
        .second = d[waiting] + d[in_window] + d[served] + served_after};
    BlockTridiagonal::Below below{-link(i), -d[served], 0, -d[served]};
    if (!waits(i)) {
      diagonal.beside = 0;
      diagonal.second = 1;
      below[2] = below[3] = 0;
    }
    if (i > 0 && !waits(i - 1)) below[1] = below[3] = 0;
    matrix_.factor(i, diagonal, below);
  }
}

/// The direction to where each slack times its price is `centre`; with the second
/// order of the direction before, where it corrects that.
void InteriorPoint::direct(double centre, bool corrects) {
  pull_to(centre, corrects);
  solve_variables();
  for (std::size_t i = 0; i < size(); ++i) {
    const Rows change = values(dx_, i, 0);
    for (std::size_t row = 0; row < rows; ++row) {
      const bool is = has(i, row);
      ds_[i][row] = is ? change[row] + primal_gap_[i][row] : 0;
      dz_[i][row] = is ? pull_[i][row] - (weight_[i][row] * change[row]) : 0;
    }
  }
}

/// What each row wants of the variables.
void InteriorPoint::pull_to(double centre, bool corrects) {
  for (std::size_t i = 0; i < size(); ++i) {
    for (std::size_t row = 0; row < rows; ++row) {
      const double second = corrects ? ds_[i][row] * dz_[i][row] : 0;
      const double product = centre - (s_[i][row] * z_[i][row]) - second;
      const double pulled = (product - (z_[i][row] * primal_gap_[i][row])) / s_[i][row];
      pull_[i][row] = has(i, row) ? pulled : 0;
    }
  }
}

/// Solves the Newton system for the variables; every u follows from the n about it.
void InteriorPoint::solve_variables() {
  for (std::size_t i = 0; i < size(); ++i) {
    const Variables sum = transposed(pull_, i);
    right_[i] = {sum.n - dual_gap_[i].n, waits(i) ? sum.b - dual_gap_[i].b : 0};
    right_u_[i] = i > 0 ? sum.u - dual_gap_[i].u : 0;
  }
  for (std::size_t i = 1; i < size(); ++i) {
    const double part = weight_[i][pays_starts] / pivot_[i] * right_u_[i];
    right_[i][0] += part;
    right_[i - 1][0] -= part;
  }
  matrix_.solve(right_);
  for (std::size_t i = 0; i < size(); ++i) {
    const double rise = i > 0 ? right_[i][0] - right_[i - 1][0] : 0;
    const double u = i > 0 ? (right_u_[i] + (weight_[i][pays_starts] * rise)) / pivot_[i] : 0;
    dx_[i] = {.n = right_[i][0], .b = right_[i][1], .u = u};
  }
}

double InteriorPoint::complementarity() const {
  double sum = 0;
  for (std::size_t i = 0; i < size(); ++i)
    for (std::size_t row = 0; row < rows; ++row) sum += s_[i][row] * z_[i][row];
  return sum / inequalities_;
}

double InteriorPoint::longest(const std::vector<Rows>& from, const std::vector<Rows>& by) const {
  double most = 1 / short_of_border;
  for (std::size_t i = 0; i < size(); ++i)
    for (std::size_t row = 0; row < rows; ++row)
      if (by[i][row] < 0) most = std::min(most, -from[i][row] / by[i][row]);
  return most * short_of_border;
}

void InteriorPoint::move(double primal, double dual) {
  for (std::size_t i = 0; i < size(); ++i) {
    x_[i].n += primal * dx_[i].n;
    x_[i].b += primal * dx_[i].b;
    x_[i].u += primal * dx_[i].u;
    for (std::size_t row = 0; row < rows; ++row) {
      s_[i][row] += primal * ds_[i][row];
      z_[i][row] += dual * dz_[i][row];
    }
  }
}

/// What of a schedule is missing to serve in time is added where it is missing.
double repaired_cost(const BoundProgramme& p, std::vector<double>& tasks) {
  double waiting_now = 0;
  double cost = 0;
  for (std::size_t i = 0; i < p.steps(); ++i) {
    tasks[i] = std::clamp(tasks[i], p.n_min, p.n_max);
    const double left = waiting_now + p.arrived[i] - tasks[i];
    if (left > p.window[i]) tasks[i] += left - p.window[i];
    waiting_now = std::max(0.0, waiting_now + p.arrived[i] - tasks[i]);
    cost += tasks[i];
    if (i > 0) cost += p.start_cost * std::max(0.0, tasks[i] - tasks[i - 1]);
  }
  return cost;
}

void InteriorPoint::take_best() {
  std::vector<double> tasks(size());
  std::vector<double> price(size());
  std::vector<double> start_price(size());
  for (std::size_t i = 0; i < size(); ++i) {
    tasks[i] = x_[i].n;
    price[i] = z_[i][served];
    start_price[i] = z_[i][pays_starts];
  }
  best_.proven = std::max(best_.proven, dual_value(p_, price, start_price));
  const double cost = repaired_cost(p_, tasks);
  if (best_.tasks.empty() || cost < best_.reached) {
    best_.reached = cost;
    best_.tasks = std::move(tasks);
  }
}

BoundSolution InteriorPoint::run() {
  for (; best_.iterations < most_iterations; ++best_.iterations) {
    take_best();
    if (best_.reached - best_.proven <= good_enough * best_.reached) break;
    measure();
    factor();
    direct(0, false);
    const double primal = longest(s_, ds_);
    const double dual = longest(z_, dz_);
    const double now = complementarity();
    double then = 0;  // where the predictor would come to
    for (std::size_t i = 0; i < size(); ++i)
      for (std::size_t row = 0; row < rows; ++row)
        then += (s_[i][row] + (primal * ds_[i][row])) * (z_[i][row] + (dual * dz_[i][row]));
    const double share = std::pow(then / inequalities_ / now, 3);
    direct(share * now, true);
    move(longest(s_, ds_), longest(z_, dz_));
  }
  return std::move(best_);
}

}  // namespace

double dual_value(const BoundProgramme& p, const std::vector<double>& price,
                  const std::vector<double>& start_price) {
  const std::size_t size = p.steps();
  const auto work = [&](std::size_t i) { return i < size ? std::max(0.0, price[i]) : 0; };
  const auto start = [&](std::size_t i) {
    return i == 0 || i == size ? 0 : std::clamp(start_price[i], 0.0, p.start_cost);
  };
  double value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const double rest = 1 - work(i) + start(i) - start(i + 1);  // what n_min or n_max carries
    value += rest > 0 ? p.n_min * rest : p.n_max * rest;
    value += p.arrived[i] * work(i);
    value -= p.window[i] * std::max(0.0, work(i) - work(i + 1));
  }
  return value;
}

BoundSolution solve(const BoundProgramme& programme) {
  CHECK(programme.steps() > 0 && programme.window.size() == programme.steps());
  if (programme.n_min == programme.n_max) {
    const double all = programme.n_min * static_cast<double>(programme.steps());
    return {.proven = all,
            .reached = all,
            .tasks = std::vector<double>(programme.steps(), programme.n_min)};
  }
  return InteriorPoint{programme}.run();
}

}  // namespace sluice::sim
