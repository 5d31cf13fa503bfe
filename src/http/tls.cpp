#include "http/tls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace sluice::http {
namespace {

namespace ssl = boost::asio::ssl;

// The list of Go's crypto/x509/root_linux.go, which follows the distributions.
constexpr std::array bundles{
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Amazon Linux, Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
    "/etc/pki/tls/cacert.pem",                            // OpenELEC
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // CentOS, RHEL 7
    "/etc/ssl/cert.pem",                                  // Alpine
};

}  // namespace

std::string system_ca_bundle() {
  const auto* const found = std::ranges::find_if(bundles, [](const char* path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
  });
  return found == bundles.end() ? std::string{} : std::string{*found};
}

Result<std::unique_ptr<ssl::context>, std::string> client_tls(const std::string& ca_bundle) {
  const std::string path = ca_bundle.empty() ? system_ca_bundle() : ca_bundle;
  if (path.empty()) {
    return Failure<std::string>{
        "no bundle of trusted certificates on this machine: install ca-certificates or set "
        "AWS_CA_BUNDLE to a PEM file"};
  }
  auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
  boost::system::error_code error;
  context->set_options(
      ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1, error);
  context->set_verify_mode(ssl::verify_peer, error);
  context->load_verify_file(path, error);
  if (error) {
    return Failure<std::string>{
        fmt::format("{}: not a readable bundle of certificates ({}); AWS_CA_BUNDLE and "
                    "SSL_CERT_FILE name a PEM file",
                    path, error.message())};
  }
  return context;
}

}  // namespace sluice::http
