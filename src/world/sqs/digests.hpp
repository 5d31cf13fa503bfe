#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::world {

/// The 16 bytes of an MD5 (RFC 1321).
using Md5 = std::array<std::uint8_t, 16>;

/// Sums of bytes, lent to SQS: the world computes no cryptography of its own.
class Digests {
 public:
  Digests() = default;
  Digests(const Digests&) = delete;
  Digests& operator=(const Digests&) = delete;
  virtual ~Digests() = default;

  [[nodiscard]] virtual Md5 md5(std::string_view bytes) = 0;
  /// In lower-case hexadecimal digits.
  [[nodiscard]] virtual std::string sha256_hex(std::string_view bytes) = 0;
};

/// 32 lower-case hexadecimal digits, at the end of `text`.
void append_hex(std::string& text, const Md5& sum);

}  // namespace sluice::world
