#include "sluice/temporary_directory.hpp"

#include <cstdlib>
#include <system_error>

namespace sluice::apps {

namespace fs = std::filesystem;

Result<TemporaryDirectory, std::string> TemporaryDirectory::make(const Environment& environment) {
  const std::string below = environment.find("TMPDIR").value_or("/tmp");
  std::string name = (fs::path{below} / "sluice-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    const std::error_code error{errno, std::generic_category()};
    return Failure<std::string>{"cannot make a directory in " + below + ": " + error.message()};
  }
  return TemporaryDirectory{std::move(name)};
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace sluice::apps
