#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sluice::aws {

/// Cuts a command line into words as a POSIX shell does: at blanks, except
/// inside '…', inside "…" (where \ escapes only \ and ") and after \. Nothing
/// is expanded. The error is one line that says what is not closed.
/// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02
[[nodiscard]] Result<std::vector<std::string>, std::string> shell_words(std::string_view line);

}  // namespace sluice::aws
