#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "plan/executor.hpp"
#include "plan/front.hpp"
#include "plan/space.hpp"
#include "plan/trial.hpp"

namespace sluice::plan {

/// How a search is done.
struct SearchSettings {
  std::size_t settings = 500;    ///< so many are tried, or all near the front
  std::uint64_t seed = 1;        ///< of what it tries when it has nothing better to try
  bool ends_beaten_runs = true;  ///< the result is the same if not, only later
};

/// A setting that was tried.
struct Tried {
  Setting setting;
  Outcome outcome;
};

/// All that was tried, in order, and who of them nobody beats.
struct SearchResult {
  std::vector<Tried> tried = {};
  Front front = {};
};

/// Tries settings of a space: first a coarse grid and today's setting, then the
/// neighbours of those that nobody beats, in ever smaller steps, then others near
/// them. Equal arguments give equal results, whoever carries it out.
[[nodiscard]] SearchResult search(const Trial& trial, const Space& space,
                                  const SearchSettings& settings, Executor& executor,
                                  Audience& audience);

}  // namespace sluice::plan
