#include "local/lambda/package.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <set>
#include <system_error>

#include "base/base64.hpp"
#include "local/lambda/zip_reader.hpp"

namespace sluice::local {
namespace {

namespace fs = std::filesystem;
using Sink = ZipReader::Sink;

constexpr auto read_only = fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read;
constexpr auto executable =
    read_only | fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;

Failure<std::string> failed(std::string text) {
  return Failure<std::string>{std::move(text)};
}

/// Whether a name stays below the folder that it is unpacked into.
bool stays_inside(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string_view::npos ||
      name.find('\0') != std::string_view::npos)
    return false;
  return std::ranges::none_of(fs::path{name},
                              [](const fs::path& step) { return step == ".." || step == "."; });
}

bool is_folder(const ZipEntry& entry) {
  return entry.name.ends_with('/');
}

/// Regular files and folders, and what was packed where modes are unknown.
bool is_plain(const ZipEntry& entry) {
  const std::uint32_t kind = entry.mode & static_cast<std::uint32_t>(S_IFMT);
  return kind == 0 || kind == S_IFREG || kind == S_IFDIR;
}

/// Counts what is unpacked, whatever the file says of its sizes.
struct Budget {
  PackageLimits limits;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;

  Result<void, std::string> take(const ZipEntry& entry) {
    if (!stays_inside(entry.name) || !is_plain(entry) || entry.encrypted)
      return failed(
          fmt::format("Could not unzip uploaded file. \"{}\" is no plain file or folder "
                      "of the package.",
                      entry.name));
    if (++files > limits.files || entry.size > limits.unpacked_bytes) return too_large();
    return {};
  }
  bool add(std::size_t size) {
    bytes += size;
    return bytes <= limits.unpacked_bytes;
  }
  [[nodiscard]] Failure<std::string> too_large() const {
    return failed(
        fmt::format("Unzipped size must be smaller than {} bytes", limits.unpacked_bytes));
  }
};

bool make_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  return !error;
}

Result<Sink, std::string> file_sink(const fs::path& path, const ZipEntry& entry) {
  auto file = std::make_shared<std::ofstream>(path, std::ios::binary | std::ios::trunc);
  if (!*file) return failed(fmt::format("cannot write {}", path.string()));
  // A package without modes (from Windows) can run: Lambda lets it be read only,
  // and a bootstrap that cannot run would be of no use to anybody.
  const bool runs = (entry.mode & 0111U) != 0 || entry.mode == 0;
  std::error_code ignored;
  fs::permissions(path, runs ? executable : read_only, ignored);
  return Sink{[file](std::string_view piece) {
    file->write(piece.data(), static_cast<std::streamsize>(piece.size()));
    return file->good();
  }};
}

}  // namespace

Result<void, std::string> check_package(std::string_view zip, const PackageLimits& limits) {
  if (zip.size() > limits.zip_bytes)
    return failed(fmt::format("Zipped size must be smaller than {} bytes", limits.zip_bytes));
  Budget budget{.limits = limits};
  bool fits = true;
  const auto checked = ZipReader{zip}.each([&](const ZipEntry& entry) -> Result<Sink, std::string> {
    if (auto taken = budget.take(entry); !taken) return failed(taken.error());
    return Sink{[&](std::string_view piece) { return fits = budget.add(piece.size()); }};
  });
  if (!checked) return failed(checked.error());
  if (!fits) return budget.too_large();
  if (budget.files == 0) return failed("Uploaded file must be a non-empty zip");
  return {};
}

Result<void, std::string> unpack_package(std::string_view zip, const fs::path& folder,
                                         const PackageLimits& limits) {
  if (!make_folders(folder)) return failed(fmt::format("cannot make {}", folder.string()));
  Budget budget{.limits = limits};
  std::set<fs::path> folders{folder};
  auto done = ZipReader{zip}.each([&](const ZipEntry& entry) -> Result<Sink, std::string> {
    if (auto taken = budget.take(entry); !taken) return failed(taken.error());
    const fs::path path = folder / entry.name;
    const fs::path owner = path.parent_path();
    if (!make_folders(owner)) return failed(fmt::format("cannot make {}", owner.string()));
    for (fs::path at = owner; at != folder; at = at.parent_path()) folders.insert(at);
    if (is_folder(entry)) return Sink{};
    auto sink = file_sink(path, entry);
    if (!sink) return sink;
    return Sink{[&budget, write = std::move(*sink)](std::string_view piece) {
      return budget.add(piece.size()) && write(piece);
    }};
  });
  std::error_code ignored;
  for (const fs::path& made : folders) fs::permissions(made, executable, ignored);
  if (done && budget.bytes > limits.unpacked_bytes) return budget.too_large();
  return done;
}

std::string code_sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as text
  return base64({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace sluice::local
