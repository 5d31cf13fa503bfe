#pragma once

#include <string_view>

#include "http/service.hpp"
#include "world/location.hpp"

namespace sluice::local {

/// What a signature says that it is for; empty parts where there is none. Views
/// of the text that it was read from.
struct Scope {
  std::string_view region = {};
  std::string_view service = {};  ///< the signing name: "monitoring"
  std::string_view access_key = {};
};

/// Reads "AWS4-HMAC-SHA256 Credential=AKID/20240101/us-east-1/sqs/aws4_request, ...".
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
[[nodiscard]] Scope scope_of_authorization(std::string_view header);

/// Reads X-Amz-Credential of a presigned URL's query, as it stands there.
[[nodiscard]] Scope scope_of_query(std::string_view target);

/// The scope of a request, by its Authorization header or else its query.
[[nodiscard]] Scope scope_of(const http::Request& request);

/// `home` in the region of `scope`, with that region's partition; `home` itself
/// where the scope names none.
[[nodiscard]] world::Location location_of(const Scope& scope, const world::Location& home);

}  // namespace sluice::local
