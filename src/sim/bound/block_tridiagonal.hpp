#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace sluice::sim {

/// Two numbers that belong to one step.
using Pair = std::array<double, 2>;

/// Solves symmetric positive definite systems whose matrix has 2 x 2 blocks on
/// the diagonal and beside it, in time proportional to their number.
class BlockTridiagonal {
 public:
  /// A symmetric block: first row's diagonal, the value beside it, second's.
  struct Diagonal {
    double first;
    double beside;
    double second;
  };
  /// The block of rows i and columns i - 1, row by row.
  using Below = std::array<double, 4>;

  explicit BlockTridiagonal(std::size_t blocks) : inverses_(blocks), factors_(blocks) {}

  /// Takes the next block row in; begin with `index` 0, whose `below` is not used.
  /// REQUIRES: what was taken in so far is positive definite.
  void factor(std::size_t index, const Diagonal& diagonal, const Below& below);

  /// Puts the solution in the place of the right-hand side.
  void solve(std::vector<Pair>& right) const;

 private:
  std::vector<Diagonal> inverses_;  ///< of the blocks that remain on the diagonal
  std::vector<Below> factors_;
};

}  // namespace sluice::sim
