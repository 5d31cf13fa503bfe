#pragma once

#include <string>

namespace sluice {

/// `text` for a person to read on one line: every control character in it is a
/// space. What comes from outside may hold line breaks, which would forge a
/// second message, or codes that a terminal obeys.
[[nodiscard]] std::string one_line(std::string text);

}  // namespace sluice
