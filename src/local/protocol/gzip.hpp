#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::local {

/// What was packed with gzip (RFC 1952); nothing where `packed` is malformed,
/// ends too early, or holds more than `most` bytes.
[[nodiscard]] std::optional<std::string> unpack_gzip(std::string_view packed, std::size_t most);

}  // namespace sluice::local
