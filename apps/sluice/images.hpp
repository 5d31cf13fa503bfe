#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "local/ecs/images.hpp"

namespace sluice::apps {

/// Reads the file of `--images`:
///
///     orders-worker:*:                 # an image's name; * and ? stand for any text
///       command: [node, worker.js]     # a list, or one text: a program without arguments
///       working_directory: ./worker    # from the file's own directory
///       environment: {QUEUE: orders}
///     "*/payments": ./payments         # short for {command: ./payments}
///
/// The first that fits an image counts. The error is one line: the file as
/// `name`, the line, the key, what was found and what would be right.
[[nodiscard]] Result<local::ImageMapping, std::string> parse_images(std::string_view text,
                                                                    std::string_view name);

}  // namespace sluice::apps
