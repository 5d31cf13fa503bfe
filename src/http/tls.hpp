#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace sluice::http {

/// Where this Linux keeps its bundle of trusted certificates: the first of the
/// places that the common distributions use. Empty where there is none.
[[nodiscard]] std::string system_ca_bundle();

/// What a client's TLS connections share: TLS 1.2 or newer, certificates
/// verified against `ca_bundle` (empty: the system's). The error names the
/// file and says what would help.
[[nodiscard]] Result<std::unique_ptr<boost::asio::ssl::context>, std::string> client_tls(
    const std::string& ca_bundle);

}  // namespace sluice::http
