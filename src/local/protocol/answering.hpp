#pragma once

#include <string_view>

#include "local/service_description.hpp"

namespace sluice::local {

/// Whom a protocol answers, and about what.
struct Answering {
  const ServiceDescription& service;
  std::string_view operation;
  std::string_view request_id;
  /// The client asks for the codes of old (x-amzn-query-mode: true).
  bool query_mode = false;
};

}  // namespace sluice::local
