#pragma once

#include <minizip/zip.h>
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

namespace sluice {

/// A file to pack.
struct Packed {
  std::string name;
  std::string text;
  std::uint32_t mode = 0644;  ///< of Unix, with S_IFREG where no kind is given
};

/// The bytes of a zip file.
inline std::string zip_of(const std::vector<Packed>& files) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "code.zip").string();
  const zipFile zip = zipOpen(path.c_str(), APPEND_STATUS_CREATE);
  for (const Packed& file : files) {
    zip_fileinfo about{};
    const std::uint32_t mode = (file.mode & S_IFMT) == 0 ? file.mode | S_IFREG : file.mode;
    about.external_fa = static_cast<uLong>(mode) << 16U;
    // "made by" Unix, so that the mode counts
    zipOpenNewFileInZip4(zip, file.name.c_str(), &about, nullptr, 0, nullptr, 0, nullptr,
                         Z_DEFLATED, Z_DEFAULT_COMPRESSION, 0, -MAX_WBITS, DEF_MEM_LEVEL,
                         Z_DEFAULT_STRATEGY, nullptr, 0, (3U << 8U) | 20U, 0);
    zipWriteInFileInZip(zip, file.text.data(), static_cast<unsigned>(file.text.size()));
    zipCloseFileInZip(zip);
  }
  zipClose(zip, nullptr);
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace sluice
