#include "sim/bound/block_tridiagonal.hpp"

namespace sluice::sim {

void BlockTridiagonal::factor(std::size_t index, const Diagonal& diagonal, const Below& below) {
  Diagonal rest = diagonal;
  if (index > 0) {
    const Diagonal& inverse = inverses_[index - 1];
    const Below factor{(below[0] * inverse.first) + (below[1] * inverse.beside),
                       (below[0] * inverse.beside) + (below[1] * inverse.second),
                       (below[2] * inverse.first) + (below[3] * inverse.beside),
                       (below[2] * inverse.beside) + (below[3] * inverse.second)};
    factors_[index] = factor;
    rest.first -= (factor[0] * below[0]) + (factor[1] * below[1]);
    rest.beside -= (factor[0] * below[2]) + (factor[1] * below[3]);
    rest.second -= (factor[2] * below[2]) + (factor[3] * below[3]);
  }
  const double determinant = (rest.first * rest.second) - (rest.beside * rest.beside);
  inverses_[index] = {.first = rest.second / determinant,
                      .beside = -rest.beside / determinant,
                      .second = rest.first / determinant};
}

void BlockTridiagonal::solve(std::vector<Pair>& right) const {
  for (std::size_t i = 1; i < right.size(); ++i) {
    const Below& factor = factors_[i];
    const Pair& before = right[i - 1];
    right[i][0] -= (factor[0] * before[0]) + (factor[1] * before[1]);
    right[i][1] -= (factor[2] * before[0]) + (factor[3] * before[1]);
  }
  for (std::size_t i = right.size(); i-- > 0;) {
    const Diagonal& inverse = inverses_[i];
    const Pair half = right[i];
    right[i] = {(inverse.first * half[0]) + (inverse.beside * half[1]),
                (inverse.beside * half[0]) + (inverse.second * half[1])};
    if (i + 1 == right.size()) continue;
    const Below& factor = factors_[i + 1];
    const Pair& after = right[i + 1];
    right[i][0] -= (factor[0] * after[0]) + (factor[2] * after[1]);
    right[i][1] -= (factor[1] * after[0]) + (factor[3] * after[1]);
  }
}

}  // namespace sluice::sim
