#include "local/protocol/gzip.hpp"

#include <zlib.h>

#include <array>
#include <limits>

namespace sluice::local {
namespace {

class Inflation {
 public:
  Inflation() {
    constexpr int gzip_of_largest_window = 16 + MAX_WBITS;
    ready_ = inflateInit2(&stream_, gzip_of_largest_window) == Z_OK;
  }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;
  ~Inflation() {
    if (ready_) inflateEnd(&stream_);
  }
  [[nodiscard]] bool ready() const { return ready_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

std::optional<std::string> unpack_gzip(std::string_view packed, std::size_t most) {
  Inflation inflation;
  if (!inflation.ready() || packed.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
  z_stream& stream = inflation.stream();
  // zlib reads through a pointer that is not const for reasons of age.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // NOLINT
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string whole;
  std::array<char, 16384> part{};
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    state = inflate(&stream, Z_NO_FLUSH);
    whole.append(part.data(), part.size() - stream.avail_out);
    if (whole.size() > most) return std::nullopt;
  }
  if (state != Z_STREAM_END || stream.avail_in != 0) return std::nullopt;
  return whole;
}

}  // namespace sluice::local
