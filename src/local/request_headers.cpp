#include "local/request_headers.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace sluice::local {
namespace {

/// Where the value of a header of that name goes; the names differ in length,
/// so that most others are told apart at once.
std::string_view* place_of(std::string_view name, RequestHeaders& read) {
  switch (name.size()) {
    case 4:
      return equal_but_case(name, "host") ? &read.host : nullptr;
    case 12:
      if (equal_but_case(name, "x-amz-target")) return &read.target;
      return equal_but_case(name, "content-type") ? &read.content_type : nullptr;
    case 13:
      return equal_but_case(name, "authorization") ? &read.authorization : nullptr;
    case 15:
      return equal_but_case(name, "smithy-protocol") ? &read.protocol : nullptr;
    case 16:
      return equal_but_case(name, "content-encoding") ? &read.content_encoding : nullptr;
    default:
      return nullptr;
  }
}

}  // namespace

RequestHeaders read_headers(const http::Headers& headers) {
  RequestHeaders read;
  for (const auto& [name, value] : headers) {
    if (std::string_view* place = place_of(name, read))
      *place = value;
    else if (equal_but_case(name, "x-amzn-query-mode"))
      read.query_mode = value == "true";
  }
  if (read.content_type.empty()) read.content_type = "application/x-amz-json-1.0";
  return read;
}

}  // namespace sluice::local
