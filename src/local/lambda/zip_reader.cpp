#include "local/lambda/zip_reader.hpp"

#include <minizip/unzip.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace sluice::local {
namespace {

constexpr const char* not_a_zip =
    "Could not unzip uploaded file. Please check your file, then try to upload again.";
constexpr std::size_t longest_name = 4096;
constexpr unsigned encrypted_flag = 1;
constexpr unsigned unix_mode_shift = 16;

/// A file that is in memory, as minizip reads it.
struct MemoryFile {
  std::string_view bytes;
  std::size_t at = 0;
};

MemoryFile& file_of(voidpf stream) {
  return *static_cast<MemoryFile*>(stream);
}

voidpf open_file(voidpf opaque, const char* /*name*/, int /*mode*/) {
  return opaque;
}

uLong read_file(voidpf /*opaque*/, voidpf stream, void* into, uLong size) {
  MemoryFile& file = file_of(stream);
  const std::size_t taken = std::min<std::size_t>(size, file.bytes.size() - file.at);
  if (taken > 0) std::memcpy(into, file.bytes.data() + file.at, taken);
  file.at += taken;
  return taken;
}

uLong write_file(voidpf /*opaque*/, voidpf /*stream*/, const void* /*from*/, uLong /*size*/) {
  return 0;
}

long tell_file(voidpf /*opaque*/, voidpf stream) {
  return static_cast<long>(file_of(stream).at);
}

long seek_file(voidpf /*opaque*/, voidpf stream, uLong offset, int origin) {
  MemoryFile& file = file_of(stream);
  std::size_t base = 0;
  if (origin == ZLIB_FILEFUNC_SEEK_CUR) base = file.at;
  if (origin == ZLIB_FILEFUNC_SEEK_END) base = file.bytes.size();
  const std::size_t place = base + offset;
  if (place > file.bytes.size()) return -1;
  file.at = place;
  return 0;
}

int close_file(voidpf /*opaque*/, voidpf /*stream*/) {
  return 0;
}

int file_error(voidpf /*opaque*/, voidpf /*stream*/) {
  return 0;
}

struct Close {
  void operator()(void* archive) const { unzClose(archive); }
};
using Archive = std::unique_ptr<void, Close>;

Archive open_archive(MemoryFile& file) {
  zlib_filefunc_def functions{};
  functions.zopen_file = open_file;
  functions.zread_file = read_file;
  functions.zwrite_file = write_file;
  functions.ztell_file = tell_file;
  functions.zseek_file = seek_file;
  functions.zclose_file = close_file;
  functions.zerror_file = file_error;
  functions.opaque = &file;
  return Archive{unzOpen2("memory", &functions)};
}

Failure<std::string> broken() {
  return Failure<std::string>{not_a_zip};
}

Result<ZipEntry, std::string> entry_of(unzFile archive) {
  unz_file_info info{};
  std::string name(longest_name, '\0');
  if (unzGetCurrentFileInfo(archive, &info, name.data(), longest_name, nullptr, 0, nullptr, 0) !=
      UNZ_OK)
    return broken();
  if (info.size_filename >= longest_name) return broken();
  name.resize(info.size_filename);
  return ZipEntry{.name = std::move(name),
                  .size = info.uncompressed_size,
                  .mode = static_cast<std::uint32_t>(info.external_fa >> unix_mode_shift),
                  .encrypted = (info.flag & encrypted_flag) != 0};
}

Result<void, std::string> unpack(unzFile archive, std::uint64_t left, const ZipReader::Sink& sink) {
  if (unzOpenCurrentFile(archive) != UNZ_OK) return broken();
  std::array<char, 65536> buffer{};
  for (;;) {
    const int size = unzReadCurrentFile(archive, buffer.data(), buffer.size());
    const bool more = size > 0 && sink({buffer.data(), static_cast<std::size_t>(size)});
    if (more) {
      left -= std::min(left, static_cast<std::uint64_t>(size));
      continue;
    }
    // Compares the checksum, but not of data that end too early.
    const int closed = unzCloseCurrentFile(archive);
    if (size < 0 || (size == 0 && (closed != UNZ_OK || left > 0))) return broken();
    return {};
  }
}

}  // namespace

Result<void, std::string> ZipReader::each(const Visitor& visit) const {
  MemoryFile file{.bytes = bytes_};
  const Archive archive = open_archive(file);
  if (!archive) return broken();
  int at = unzGoToFirstFile(archive.get());
  while (at == UNZ_OK) {
    const auto entry = entry_of(archive.get());
    if (!entry) return Failure<std::string>{entry.error()};
    const auto sink = visit(*entry);
    if (!sink) return Failure<std::string>{sink.error()};
    if (*sink)
      if (auto done = unpack(archive.get(), entry->size, *sink); !done) return done;
    at = unzGoToNextFile(archive.get());
  }
  if (at != UNZ_END_OF_LIST_OF_FILE) return broken();
  return {};
}

}  // namespace sluice::local
