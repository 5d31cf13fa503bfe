#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "sluice/command_line.hpp"

namespace sluice::apps {

/// One line that says what is wrong with a flag. Thrown while a command line is
/// read, caught where that ends.
struct UsageError {
  std::string message;
};

/// "--flag: 'value' is not usable; give <advice>".
[[nodiscard]] UsageError unusable(std::string_view flag, std::string_view value,
                                  std::string_view advice);

/// The ends of what a flag takes, both included, and how they are told.
template <class Value>
struct Span {
  Value least;
  Value most;
  std::string_view advice;  ///< "a span from 1s to 1h, such as 60s"
};

/// A span of time, such as 60s. Throws UsageError.
[[nodiscard]] Duration read_span(std::string_view flag, const std::string& text,
                                 const Span<Duration>& span);

/// A number, such as 48 or 0.5. Throws UsageError.
[[nodiscard]] double read_number(std::string_view flag, const std::string& text,
                                 const Span<double>& span);

/// A whole number of 64 bits. Throws UsageError.
[[nodiscard]] std::uint64_t read_seed(std::string_view flag, const std::string& text);

/// text or json; empty: text. Throws UsageError.
[[nodiscard]] Output read_output(const std::string& text);

/// A TCP port; 0 is any free one. Throws UsageError.
[[nodiscard]] std::uint16_t read_port(std::string_view flag, const std::string& text);

}  // namespace sluice::apps
