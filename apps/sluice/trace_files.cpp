#include "sluice/trace_files.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <type_traits>

#include "base/one_line.hpp"

namespace sluice::apps {
namespace {

/// Ten years of seconds, a line each, are no longer than this.
constexpr std::size_t most_bytes = std::size_t{8} << 30U;

struct Close {
  void operator()(gzFile file) const { gzclose_r(file); }
};

/// No bin that nobody could read goes by in silence.
void tell_assumed(const std::string& path, const sim::Trace& trace) {
  if (trace.unread.empty()) return;
  fmt::print(stderr,
             "sluice: {}: {} of {} bins could not be read; a straight line between the bins beside "
             "them stands for them, {:.0f} of {:.0f} messages\n",
             one_line(path), trace.unread.size(), trace.arrivals.size(), trace.assumed(),
             trace.total());
}

/// Why the trace cannot be cut there; empty where it can.
std::string unusable_window(const sim::Trace& trace, sim::Second from, sim::Second to) {
  if (from >= trace.seconds() || to > trace.seconds())
    return fmt::format("it is {} s long; give --from and --to within it", trace.seconds());
  if (from % trace.bin_seconds != 0 || to % trace.bin_seconds != 0)
    return fmt::format("its bins are {} s long; give --from and --to as multiples of that",
                       trace.bin_seconds);
  return {};
}

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

Result<sim::Trace, std::string> trace_of(std::string_view text, const std::string& path,
                                         const TraceWindow& window) {
  auto trace = sim::parse_trace(text, path);
  if (!trace) return trace;
  const sim::Second to = window.to.value_or(trace->seconds());
  if (std::string why = unusable_window(*trace, window.from, to); !why.empty())
    return Failure<std::string>{fmt::format("{}: {}", path, why)};
  const bool is_whole = window.from == 0 && to == trace->seconds();
  if (!is_whole) *trace = sim::part_of(*trace, window.from, to);
  tell_assumed(path, *trace);
  return trace;
}

}  // namespace sluice::apps
