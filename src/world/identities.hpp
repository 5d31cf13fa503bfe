#pragma once

#include <string>

#include "base/random.hpp"

namespace sluice::world {

/// Makes the names that AWS makes up. The same seed gives the same names in the
/// same order, so a run can be repeated byte for byte. `random` must outlive it.
class Identities {
 public:
  explicit Identities(Random& random) : random_{random} {}

  /// "0f0e5f5a-8b1c-4d6e-9f00-1a2b3c4d5e6f": version 4 (RFC 9562, section 5.4).
  [[nodiscard]] std::string uuid();

  /// `digits` lower-case hexadecimal digits, as in ECS's task ids.
  [[nodiscard]] std::string hex(std::size_t digits);

  /// Chance itself, in [0, 1): for what AWS leaves to chance beside names.
  [[nodiscard]] double uniform() { return random_.uniform(); }

 private:
  Random& random_;
};

}  // namespace sluice::world
