#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sluice::local {

/// One entry of a zip file.
struct ZipEntry {
  std::string name;    ///< as it stands there; a folder's ends in "/"
  std::uint64_t size;  ///< unpacked, as the file says
  std::uint32_t mode;  ///< of Unix; 0 where it was packed elsewhere
  bool encrypted;
};

/// Reads the entries of a zip file that is in memory, in their order. What the
/// file says is not to be trusted: names and sizes are checked by the caller,
/// contents against their checksums here.
class ZipReader {
 public:
  /// `bytes` must outlive it.
  explicit ZipReader(std::string_view bytes) : bytes_{bytes} {}

  /// Takes the content of an entry, piece by piece; false: enough.
  using Sink = std::function<bool(std::string_view piece)>;
  /// Looks at an entry. Where it hands back a sink, the entry is unpacked.
  using Visitor = std::function<Result<Sink, std::string>(const ZipEntry& entry)>;

  /// Shows every entry to `visit`; stops at the first error, which is the
  /// visitor's or says that the file is none.
  [[nodiscard]] Result<void, std::string> each(const Visitor& visit) const;

 private:
  std::string_view bytes_;
};

}  // namespace sluice::local
