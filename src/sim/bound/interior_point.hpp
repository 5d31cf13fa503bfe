#pragma once

#include <vector>

#include "sim/bound/programme.hpp"

namespace sluice::sim {

/// What is known of a programme's least value, in task-steps.
struct BoundSolution {
  /// No schedule costs less: the value of a solution of the dual programme, which
  /// by weak duality proves it, whatever the way on which it was found.
  double proven = 0;
  /// What the schedule below costs. The least value lies between the two.
  double reached = 0;
  std::vector<double> tasks = {};  ///< n of each step
  int iterations = 0;
};

/// Solves the programme by Mehrotra's predictor-corrector interior-point method.
/// Each Newton system is block tridiagonal, so an iteration costs time in
/// proportion to the steps (docs/decisions/0030-the-bound-is-our-own-solver.md).
/// S. Mehrotra, On the implementation of a primal-dual interior point method,
/// SIAM Journal on Optimization 2 (1992), 575-601.
/// REQUIRES: no step is hopeless.
[[nodiscard]] BoundSolution solve(const BoundProgramme& programme);

/// The value of the dual programme at these prices, made feasible: `price` of a
/// task-step of work in each step, `start_price` of one more task than before.
[[nodiscard]] double dual_value(const BoundProgramme& programme, const std::vector<double>& price,
                                const std::vector<double>& start_price);

}  // namespace sluice::sim
