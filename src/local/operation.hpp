#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "local/input.hpp"
#include "world/location.hpp"
#include "world/refusal.hpp"

namespace sluice::http {
class Departure;
}

namespace sluice::local {

/// What is known of a request beside its input.
struct Call {
  Instant now;
  world::Location where;
  /// The authority by which the client reached us ("127.0.0.1:4566"): queue
  /// URLs begin with it.
  std::string_view host;
  std::string_view request_id;
  /// Of the request's signature ("AKIA…"); empty where it is not signed.
  std::string_view access_key = {};
  /// Notices that the client has gone; null: nobody does.
  http::Departure* departure = nullptr;
};

/// The output document of an operation, as the service's API reference names its
/// members; null where the operation has no output. Times are epoch seconds, as
/// numbers (`timestamp`); blobs are texts in base64. The protocols render it as
/// JSON, CBOR or XML: a list becomes `member` elements, and the members that a
/// service names as times become whatever the protocol wants for a time.
using Output = world::Answer<Json>;

/// Epoch seconds, to the millisecond: how JSON protocols write a time.
[[nodiscard]] Json timestamp(Instant at);

/// The output of an operation that was refused.
[[nodiscard]] Failure<world::Refusal> refused(world::Refusal refusal);

/// The output of an operation that has none, once it is done.
[[nodiscard]] Output done(const world::Answer<void>& answer);

/// [{"Key": …, "Value": …}, …]: how most services list tags.
[[nodiscard]] Json list_of_tags(const std::map<std::string, std::string, std::less<>>& tags);

/// One operation of a service: reads the input, calls the world, writes the
/// output. A table of these is a service's face; looking one up is the only
/// dispatch there is.
template <class Component>
struct Operation {
  std::string_view name;  ///< "CreateQueue"
  Output (*handle)(Component& component, Input& input, const Call& call);
};

}  // namespace sluice::local
