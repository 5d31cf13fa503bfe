#pragma once

namespace sluice {

/// Prints what did not hold and aborts. Called by CHECK only.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace sluice

/// Aborts, in every build, when `condition` does not hold. For broken
/// invariants of our own only: never for anything that came from outside.
// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): needs the text, file and line
#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::sluice::check_failed(#condition, __FILE__, __LINE__))
