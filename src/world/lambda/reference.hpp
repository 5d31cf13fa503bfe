#pragma once

#include <string>
#include <string_view>

#include "world/location.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// A function, and which version of it, as requests name them.
struct FunctionReference {
  std::string name;
  std::string qualifier = {};  ///< empty: none was given
};

/// Reads a function's name in any of its forms: "orders", "orders:1",
/// "123456789012:function:orders", or the whole ARN. `qualifier` comes from the
/// query string and may repeat the one in the name.
/// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
[[nodiscard]] Answer<FunctionReference> function_reference(const Location& where,
                                                           std::string_view name,
                                                           std::string_view qualifier = {});

}  // namespace sluice::world
