#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sim/trace.hpp"
#include "sluice/command_line.hpp"

namespace sluice::apps {

/// A trace file's text, whether it is compressed by gzip or not. The error is one
/// line that names the file.
[[nodiscard]] Result<std::string, std::string> read_trace_file(const std::filesystem::path& path);

/// The trace that the text of `path` is, or the part of it in the window. Says on standard
/// error where bins of it could not be read, and what stands for them. The error is one line.
[[nodiscard]] Result<sim::Trace, std::string> trace_of(std::string_view text,
                                                       const std::string& path,
                                                       const TraceWindow& window);

}  // namespace sluice::apps
