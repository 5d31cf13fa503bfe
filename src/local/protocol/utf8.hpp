#pragma once

#include <string_view>

namespace sluice::local {

/// Whether `bytes` are text in UTF-8 (RFC 3629: no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view bytes);

}  // namespace sluice::local
