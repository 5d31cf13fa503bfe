#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace sluice::apps {

/// A trace file's text, whether it is compressed by gzip or not. The error is one
/// line that names the file.
[[nodiscard]] Result<std::string, std::string> read_trace_file(const std::filesystem::path& path);

}  // namespace sluice::apps
