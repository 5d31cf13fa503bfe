#include "aws/signing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/calendar.hpp"

namespace sluice::aws {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// One folder each, made with botocore by tools/make_sigv4_vectors.py.
std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{SLUICE_TESTS_DIR "/vectors/sigv4"})
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::string content(const std::string& name, const char* file) {
  std::ifstream in{fs::path{SLUICE_TESTS_DIR "/vectors/sigv4"} / name / file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string from_base64(std::string_view text) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) break;
    bits = (bits << 6U) | static_cast<unsigned>(value);
    held += 6;
    if (held >= 8) out += static_cast<char>((bits >> static_cast<unsigned>(held -= 8)) & 0xFFU);
  }
  return out;
}

struct Vector {
  http::Request request;
  Credentials credentials;
  SigningScope scope;
  Instant at;
};

/// The target as it stands in the URL, which need not be well-formed.
http::Url url_of(const std::string& text) {
  const std::size_t host = text.find("://") + 3;
  const std::size_t path = std::min(text.find_first_of("/?", host), text.size());
  http::Url url;
  url.target = text.substr(path);
  return url;
}

Vector load(const std::string& name) {
  const json file = json::parse(content(name, "request.json"));
  const json& token = file.at("session_token");
  const json& body = file.at("body");
  Vector vector{
      .request = {.method = file.at("method").get<std::string>()},
      .credentials = {.access_key_id = file.at("access_key_id").get<std::string>(),
                      .secret_access_key = file.at("secret_access_key").get<std::string>()},
      .scope = {file.at("region").get<std::string>(), file.at("service").get<std::string>()},
      .at = parse_iso8601(file.at("at").get<std::string>()).value()};
  vector.request.url = url_of(file.at("url").get<std::string>());
  for (const json& line : file.at("headers"))
    vector.request.headers.add(line.at(0).get<std::string>(), line.at(1).get<std::string>());
  vector.request.body = body.is_string() ? body.get<std::string>()
                                         : from_base64(body.at("base64").get<std::string>());
  if (!token.is_null()) vector.credentials.session_token = token.get<std::string>();
  return vector;
}

class SigV4Vector : public testing::TestWithParam<std::string> {};

TEST_P(SigV4Vector, EachStepIsBotocores) {
  const Vector vector = load(GetParam());
  const SignatureSteps steps =
      signature_steps(vector.request, vector.credentials, vector.scope, vector.at);
  EXPECT_EQ(steps.canonical_request, content(GetParam(), "canonical_request.txt"));
  EXPECT_EQ(steps.string_to_sign, content(GetParam(), "string_to_sign.txt"));
  EXPECT_EQ(steps.authorization, content(GetParam(), "authorization.txt"));
}

INSTANTIATE_TEST_SUITE_P(Vectors, SigV4Vector, testing::ValuesIn(cases()),
                         [](const auto& name) { return name.param; });

TEST(Sign, AddsWhatTheSignatureNeeds) {
  http::Request request{.method = "POST",
                        .url = {.scheme = "http", .host = "localhost", .port = 4566}};
  const Credentials credentials{
      .access_key_id = "AKID", .secret_access_key = "a secret", .session_token = "a token"};
  const SigningScope scope{"ap-southeast-2", "sqs"};
  const Instant at{std::chrono::seconds{1712883723}};
  sign(request, credentials, scope, at);
  EXPECT_EQ(request.headers.find("host"), "localhost:4566");
  EXPECT_EQ(request.headers.find("x-amz-date"), "20240412T010203Z");
  EXPECT_EQ(request.headers.find("x-amz-security-token"), "a token");
  const std::string authorization{request.headers.find("authorization").value_or("")};
  EXPECT_TRUE(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKID/20240412/"))
      << authorization;
  const std::string first = authorization;
  sign(request, credentials, scope, at);
  EXPECT_EQ(request.headers.find("authorization"), first) << "signing twice changes nothing";
}

}  // namespace
}  // namespace sluice::aws
