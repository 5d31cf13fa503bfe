#pragma once

#include <string>
#include <string_view>

namespace sluice::apps {

/// Writes a line to standard output, at once.
void print_line(std::string_view line);

/// Whether `text` could be written whole to a file at `path`, in the place of
/// what stood there.
[[nodiscard]] bool write_file(const std::string& path, std::string_view text);

/// Says on standard error, in one line, why a command is not carried out; returns its exit code,
/// that of wrong usage.
[[nodiscard]] int refused(std::string why);

}  // namespace sluice::apps
