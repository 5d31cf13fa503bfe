#pragma once

#include <compare>
#include <cstdint>

namespace sluice {

/// A whole number of one kind of thing. Two kinds never mix: adding a
/// MessageCount to a TaskCount does not compile, and neither turns into an int
/// unless `value()` says so.
template <class Kind>
class Count {
 public:
  constexpr Count() = default;
  constexpr explicit Count(std::int64_t value) : value_{value} {}
  [[nodiscard]] constexpr std::int64_t value() const { return value_; }

  friend constexpr auto operator<=>(Count, Count) = default;
  friend constexpr Count operator+(Count a, Count b) { return Count{a.value_ + b.value_}; }
  friend constexpr Count operator-(Count a, Count b) { return Count{a.value_ - b.value_}; }
  constexpr Count& operator+=(Count other) { return *this = *this + other; }

 private:
  std::int64_t value_ = 0;
};
using MessageCount = Count<struct MessageKind>;
using TaskCount = Count<struct TaskKind>;

}  // namespace sluice
