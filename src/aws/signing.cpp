#include "aws/signing.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "base/calendar.hpp"

namespace sluice::aws {
namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

std::string hex(const Digest& digest) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(digest.size() * 2);
  for (const unsigned char byte : digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view text_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Digest sha256(std::string_view text) {
  Digest digest{};
  SHA256(bytes(text), text.size(), digest.data());
  return digest;
}

Digest hmac(std::string_view key, std::string_view text) {
  Digest digest{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(text), text.size(),
       digest.data(), &length);
  return digest;
}

/// The path without its dot segments and empty ones (RFC 3986, section 5.2.4);
/// AWS signs the normalised path of every service but S3.
std::string normalized(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : split(path, '/')) {
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!segment.empty() && segment != "." && segment != "..") kept.push_back(segment);
  }
  std::string out;
  for (const std::string_view segment : kept) out += fmt::format("/{}", segment);
  if (path.ends_with('/') || out.empty()) out += '/';
  return out;
}

/// Encodes every byte but the unreserved ones and the slash: what was encoded
/// for the wire is encoded once more for the signature.
std::string encoded_path(std::string_view path) {
  std::string out;
  for (const std::string_view segment : split(path, '/'))
    out += fmt::format("{}/", http::percent_encoded(segment));
  out.pop_back();
  return out;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string_view, std::string_view>> pairs;
  if (query.ends_with('&')) query.remove_suffix(1);
  if (query.empty()) return "";
  for (const std::string_view pair : split(query, '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    pairs.emplace_back(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
  }
  std::ranges::sort(pairs);
  std::string out;
  for (const auto& [name, value] : pairs)
    out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, value);
  return out;
}

/// Without outer blanks, inner runs of them folded into one.
std::string folded(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

// Proxies and tracing may change these on the way (botocore/auth.py).
constexpr std::array<std::string_view, 12> unsigned_headers{"authorization",
                                                            "connection",
                                                            "expect",
                                                            "keep-alive",
                                                            "proxy-authenticate",
                                                            "proxy-authorization",
                                                            "te",
                                                            "trailer",
                                                            "transfer-encoding",
                                                            "upgrade",
                                                            "user-agent",
                                                            "x-amzn-trace-id"};

struct CanonicalHeaders {
  std::string lines;  ///< "name:value\n" each
  std::string names;  ///< "name;name"
};

CanonicalHeaders canonical_headers(const http::Headers& headers) {
  std::vector<http::Headers::Line> lines;
  for (const auto& [name, value] : headers) {
    std::string low = lower_case(name);
    if (std::ranges::find(unsigned_headers, low) != unsigned_headers.end()) continue;
    const auto same = std::ranges::find(lines, low, &http::Headers::Line::first);
    if (same == lines.end())
      lines.emplace_back(std::move(low), folded(value));
    else
      same->second += fmt::format(",{}", folded(value));
  }
  std::ranges::sort(lines);
  CanonicalHeaders out;
  for (const auto& [name, value] : lines) {
    out.lines += fmt::format("{}:{}\n", name, value);
    out.names += fmt::format("{}{}", out.names.empty() ? "" : ";", name);
  }
  return out;
}

Digest signing_key(std::string_view secret, std::string_view date, const SigningScope& scope) {
  const Digest of_date = hmac(fmt::format("AWS4{}", secret), date);
  const Digest of_region = hmac(text_of(of_date), scope.region);
  const Digest of_service = hmac(text_of(of_region), scope.service);
  return hmac(text_of(of_service), "aws4_request");
}

}  // namespace

SignatureSteps signature_steps(const http::Request& request, const Credentials& credentials,
                               const SigningScope& scope, Instant at) {
  const std::string_view target = request.url.target;
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  const CanonicalHeaders headers = canonical_headers(request.headers);
  const std::string time = iso8601_basic(at);
  const std::string date = time.substr(0, 8);
  const std::string range = fmt::format("{}/{}/{}/aws4_request", date, scope.region, scope.service);

  SignatureSteps steps;
  steps.canonical_request =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method,
                  encoded_path(normalized(target.substr(0, question))), canonical_query(query),
                  headers.lines, headers.names, hex(sha256(request.body)));
  steps.string_to_sign = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", time, range,
                                     hex(sha256(steps.canonical_request)));
  const Digest key = signing_key(credentials.secret_access_key, date, scope);
  steps.signature = hex(hmac(text_of(key), steps.string_to_sign));
  steps.authorization =
      fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                  credentials.access_key_id, range, headers.names, steps.signature);
  return steps;
}

void sign(http::Request& request, const Credentials& credentials, const SigningScope& scope,
          Instant at) {
  request.headers.set("Host", request.url.authority());
  request.headers.set("X-Amz-Date", iso8601_basic(at));
  if (!credentials.session_token.empty())
    request.headers.set("X-Amz-Security-Token", credentials.session_token);
  request.headers.set("Authorization",
                      signature_steps(request, credentials, scope, at).authorization);
}

}  // namespace sluice::aws
