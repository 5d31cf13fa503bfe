#include "local/sqs/digests.hpp"

#include <openssl/evp.h>

#include "base/check.hpp"

namespace sluice::local {
namespace {

template <class Sum>
void digest(EVP_MD_CTX* context, const EVP_MD* kind, std::string_view bytes, Sum& sum) {
  unsigned int size = 0;
  const bool done = EVP_DigestInit_ex2(context, kind, nullptr) == 1 &&
                    EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(context, sum.data(), &size) == 1;
  CHECK(done && size == sum.size());
}

}  // namespace

struct OpenSslDigests::Context {
  Context()
      : work{EVP_MD_CTX_new()},
        md5{EVP_MD_fetch(nullptr, "MD5", nullptr)},
        sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr)} {
    CHECK(work != nullptr && md5 != nullptr && sha256 != nullptr);
  }
  ~Context() {
    EVP_MD_free(sha256);
    EVP_MD_free(md5);
    EVP_MD_CTX_free(work);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  EVP_MD_CTX* work;
  EVP_MD* md5;
  EVP_MD* sha256;
};

OpenSslDigests::OpenSslDigests() : context_{std::make_unique<Context>()} {}
OpenSslDigests::~OpenSslDigests() = default;

world::Md5 OpenSslDigests::md5(std::string_view bytes) {
  world::Md5 sum{};
  digest(context_->work, context_->md5, bytes, sum);
  return sum;
}

std::string OpenSslDigests::sha256_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::uint8_t, 32> sum{};
  digest(context_->work, context_->sha256, bytes, sum);
  std::string text;
  text.reserve(2 * sum.size());
  for (const std::uint8_t byte : sum) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

}  // namespace sluice::local
