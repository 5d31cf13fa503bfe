#pragma once

#include <string_view>

#include "http/service.hpp"

namespace sluice::local {

/// The headers by which a request says what it asks for; empty where it has
/// none. Views of the Headers that they were read from.
struct RequestHeaders {
  std::string_view host = {};
  std::string_view target = {};  ///< X-Amz-Target
  std::string_view content_type = {};
  std::string_view authorization = {};
  std::string_view protocol = {};          ///< smithy-protocol
  std::string_view content_encoding = {};  ///< "gzip"
  bool query_mode = false;                 ///< x-amzn-query-mode: true
};

/// Reads them all in one go.
[[nodiscard]] RequestHeaders read_headers(const http::Headers& headers);

}  // namespace sluice::local
