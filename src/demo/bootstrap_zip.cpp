#include "demo/bootstrap_zip.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <cstdint>

#include "base/check.hpp"

// PKWARE's APPNOTE.TXT, sections 4.3.7 (local file header), 4.3.12 (central
// directory) and 4.3.16 (its end); sizes of 4 GiB and more would need Zip64.

namespace sluice::demo {
namespace {

constexpr std::uint32_t version_needed = 20;      // deflate
constexpr std::uint32_t made_by_unix = 3U << 8U;  // external attributes are a mode
constexpr std::uint32_t method_deflate = 8;
constexpr std::uint32_t dos_date = (1U << 5U) | 1U;  // 1 January 1980
constexpr std::uint32_t mode_755 = 0100755U << 16U;

/// Numbers as zip writes them: the least byte first.
class Record {
 public:
  explicit Record(std::string_view signature) : bytes_{signature} {}
  Record& two(std::uint32_t value) { return add(value, 2); }
  Record& four(std::uint32_t value) { return add(value, 4); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  Record& add(std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) {
      bytes_.push_back(static_cast<char>(value & 0xFFU));
      value >>= 8U;
    }
    return *this;
  }
  std::string bytes_;
};

/// Without zlib's own header, as zip wants it; quickly: it is unpacked at once.
std::string deflated(std::string_view content) {
  constexpr int raw = -15;
  constexpr int default_memory = 8;
  z_stream stream{};
  CHECK(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, raw, default_memory, Z_DEFAULT_STRATEGY) ==
        Z_OK);
  std::string input{content};
  std::string packed(deflateBound(&stream, input.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

std::string zip_of_program(std::string_view name, std::string_view content) {
  const std::string packed = deflated(content);
  const auto checksum = static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size()));
  const auto size_of = [](std::string_view text) {
    return static_cast<std::uint32_t>(text.size());
  };
  // What the local header and the central directory say alike.
  const auto describe = [&](Record& record) -> Record& {
    return record.two(version_needed)
        .two(0)
        .two(method_deflate)
        .two(0)
        .two(dos_date)
        .four(checksum)
        .four(size_of(packed))
        .four(size_of(content))
        .two(size_of(name))
        .two(0);
  };
  Record local{"PK\x03\x04"};
  std::string zip = describe(local).bytes();
  zip.append(name).append(packed);

  Record central{"PK\x01\x02"};
  central.two(made_by_unix | version_needed);
  describe(central).two(0).two(0).two(0).four(mode_755).four(0);
  Record end{"PK\x05\x06"};
  end.two(0).two(0).two(1).two(1);
  end.four(size_of(central.bytes()) + size_of(name)).four(size_of(zip)).two(0);
  zip.append(central.bytes()).append(name).append(end.bytes());
  return zip;
}

std::string base64(std::string_view bytes) {
  std::string text((((bytes.size() + 2) / 3) * 4) + 1, '\0');  // OpenSSL ends it with a 0
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

}  // namespace sluice::demo
