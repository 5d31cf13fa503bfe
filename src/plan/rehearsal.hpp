#pragma once

#include <cstdint>
#include <vector>

#include "plan/executor.hpp"
#include "plan/planning.hpp"

namespace sluice::plan {

/// The same loads with everything random drawn anew: their seeds plus `more`.
[[nodiscard]] std::vector<Load> other_seed(const std::vector<Load>& loads, std::uint64_t more);

/// Runs the chosen setting under five other seeds, a load a fifth higher and lower,
/// and starts twice as slow; and where loads are divided, runs on their rest the
/// setting that their first part alone would have chosen.
[[nodiscard]] std::vector<Rehearsal> rehearse(const Trial& trial, const SearchResult& found,
                                              const Tried& chosen, Executor& executor);

}  // namespace sluice::plan
