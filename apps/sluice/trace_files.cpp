#include "sluice/trace_files.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <type_traits>

namespace sluice::apps {
namespace {

/// Ten years of seconds, a line each, are no longer than this.
constexpr std::size_t most_bytes = std::size_t{8} << 30U;

struct Close {
  void operator()(gzFile file) const { gzclose_r(file); }
};

}  // namespace

Result<std::string, std::string> read_trace_file(const std::filesystem::path& path) {
  const auto failed = [&](std::string_view why) {
    return Failure<std::string>{fmt::format("{}: {}", path.string(), why)};
  };
  if (std::filesystem::is_directory(path)) return failed("is a folder; give a trace file");
  errno = 0;
  // What is not compressed it hands over as it is.
  const std::unique_ptr<std::remove_pointer_t<gzFile>, Close> file{gzopen(path.c_str(), "rb")};
  if (!file) return failed(fmt::format("cannot be read: {}", std::strerror(errno)));
  std::string text;
  std::array<char, 1U << 16U> piece{};
  for (;;) {
    const int got = gzread(file.get(), piece.data(), static_cast<unsigned>(piece.size()));
    if (got < 0) return failed("is damaged: gzip cannot unpack it; give a whole file");
    if (got == 0) break;
    text.append(piece.data(), static_cast<std::size_t>(got));
    if (text.size() > most_bytes) return failed("is larger than 8 GiB; give less");
  }
  int error = Z_OK;
  gzerror(file.get(), &error);
  if (error != Z_OK) return failed("ends early; give a whole file");
  return text;
}

}  // namespace sluice::apps
