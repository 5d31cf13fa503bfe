#pragma once

#include <tl/expected.hpp>

namespace sluice {

/// A value, or the reason why there is none. Named after std::expected, which
/// this becomes on a compiler that has it.
template <class Value, class Error>
using Result = tl::expected<Value, Error>;

/// The failing half of a Result: `return Failure{error}`.
template <class Error>
using Failure = tl::unexpected<Error>;

}  // namespace sluice
