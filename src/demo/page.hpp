#pragma once

#include <string>
#include <string_view>

#include "demo/director.hpp"

namespace sluice::demo {

/// What the page tells beside the story itself.
struct PageFacts {
  double speed;   ///< cloud seconds in one real second
  Duration took;  ///< real time
};

/// The performance as the page's script reads it: a JSON document that can stand
/// inside a script element. Times are seconds since the beginning.
[[nodiscard]] std::string page_data(const Performance& performance, const Scenario& scenario,
                                    const PageFacts& facts);

/// The closing page: web/demo.html with `data` in its place.
[[nodiscard]] std::string page(std::string_view data);

}  // namespace sluice::demo
