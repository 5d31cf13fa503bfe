#include "base/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

namespace sluice {
namespace {

constexpr std::size_t largest_file = std::size_t{1} << 20U;

Failure<FileError> failed(FileError::Kind kind, const std::filesystem::path& path,
                          std::string_view why) {
  return Failure<FileError>{FileError{kind, fmt::format("{}: {}", path.string(), why)}};
}

}  // namespace

Result<std::string, FileError> SystemFiles::read(const std::filesystem::path& path) const {
  std::error_code status_error;
  if (std::filesystem::is_directory(path, status_error))
    return failed(FileError::Kind::unreadable, path, "is a directory, not a file");
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  if (!file) {
    const auto kind = errno == ENOENT ? FileError::Kind::missing : FileError::Kind::unreadable;
    return failed(kind, path, std::generic_category().message(errno));
  }
  std::string content(largest_file + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (file.bad()) return failed(FileError::Kind::unreadable, path, "cannot be read");
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.size() > largest_file)
    return failed(FileError::Kind::too_large, path, "is larger than 1 MiB");
  return content;
}

}  // namespace sluice
