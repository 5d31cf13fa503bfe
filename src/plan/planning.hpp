#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/executor.hpp"
#include "plan/hardest_rise.hpp"
#include "plan/search.hpp"

namespace sluice::plan {

/// What is to be planned.
struct Problem {
  std::vector<Load> loads;  ///< at least one, and something arrives in each
  Objective objective;
  Setting today;                 ///< target tracking, as it is set now
  world::CapacityBounds bounds;  ///< no plan may leave them
  /// The highest min that is tried; empty: what the mean load keeps busy. More than
  /// that stands there whatever comes: it is no scaling any more.
  std::optional<std::int64_t> highest_min = {};
  RunSettings runs = {};
  SearchSettings search = {};
};

/// The recommended setting, run under other circumstances.
struct Rehearsal {
  std::string what;  ///< "seed 101"
  Setting setting;   ///< on held-back days the one that the others would have chosen
  Outcome outcome;
  bool is_met;
};

/// A setting that is recommended, and why one may believe in it.
struct Recommendation {
  Tried chosen;
  std::size_t draws_met;  ///< of so many other draws of the same loads
  std::size_t draws;
  std::vector<Rehearsal> rehearsals = {};
};

/// Why nothing meets the objective, and what would.
struct Impossibility {
  std::int64_t highest_min;
  bool max_is_too_low = false;  ///< even all tasks that are allowed, all the time, do not
  std::optional<Rise> rise = {};
  std::optional<Tried> best = {};        ///< the least value that was reached
  std::optional<Tried> higher_min = {};  ///< the cheapest of those with a higher min
  std::optional<Tried> fixed = {};       ///< the least fixed count that does, bounds or not
  struct Start {
    sim::StartDelay delay;
    Tried tried;
  };
  std::optional<Start> faster_start = {};  ///< the slowest that does, of those that were tried
};

/// Of a load, for a report's heading.
struct LoadFacts {
  std::string name;
  sim::Second seconds;
  std::int64_t messages;
  double mean_tasks;  ///< that are busy on average
};

/// All that `sluice plan` says.
struct Plan {
  Objective objective;
  std::vector<LoadFacts> loads;
  /// No policy that lets no message wait longer needs less; nothing where none can.
  std::optional<double> bound_hours = {};
  Tried today;
  std::size_t settings = 0;  ///< that were tried
  std::size_t ended = 0;     ///< of these, ended when they were beaten
  std::vector<Tried> front = {};
  std::optional<Recommendation> recommendation = {};
  std::optional<Impossibility> impossibility = {};

  [[nodiscard]] double hours() const;  ///< of all loads
  [[nodiscard]] std::optional<double> cost_ratio(const Outcome& outcome) const;
};

/// Searches, and judges what it found. Equal arguments give equal plans, whoever
/// carries them out.
[[nodiscard]] Plan make_plan(const Problem& problem, Executor& executor, Audience& audience);

}  // namespace sluice::plan
