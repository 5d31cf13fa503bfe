#pragma once

#include <cstdint>
#include <string>

#include "base/random.hpp"

namespace sluice::world {

/// A version 4 UUID as its 128 bits: what is kept where there are millions.
struct Uuid {
  std::uint64_t high;
  std::uint64_t low;
  friend bool operator==(const Uuid&, const Uuid&) = default;
};

/// "0f0e5f5a-8b1c-4d6e-9f00-1a2b3c4d5e6f" (RFC 9562, section 4), at the end of `text`.
void append_uuid(std::string& text, const Uuid& uuid);

/// Makes the names that AWS makes up. The same seed gives the same names in the
/// same order, so a run can be repeated byte for byte. `random` must outlive it.
class Identities {
 public:
  explicit Identities(Random& random) : random_{random} {}

  /// "0f0e5f5a-8b1c-4d6e-9f00-1a2b3c4d5e6f": version 4 (RFC 9562, section 5.4).
  [[nodiscard]] std::string uuid();

  /// The same, not yet spelled out.
  [[nodiscard]] Uuid uuid_bits();

  /// `digits` lower-case hexadecimal digits, as in ECS's task ids.
  [[nodiscard]] std::string hex(std::size_t digits);

  /// Chance itself, in [0, 1): for what AWS leaves to chance beside names.
  [[nodiscard]] double uniform() { return random_.uniform(); }

 private:
  Random& random_;
};

}  // namespace sluice::world
