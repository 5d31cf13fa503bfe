#pragma once

#include <string>
#include <string_view>

namespace sluice::demo {

/// A zip archive with one file that may be run, named `name`: what Lambda's
/// custom runtimes start is `bootstrap`.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
[[nodiscard]] std::string zip_of_program(std::string_view name, std::string_view content);

/// RFC 4648, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace sluice::demo
