#include "local/lambda/package.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/zip.hpp"

namespace sluice::local {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string text_in(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(Package, UnpacksFilesFoldersAndWhatCanRun) {
  const std::string zip = zip_of({{"bootstrap", "#!/bin/sh\n", 0755}, {"lib/a.js", "let a;"}});
  ASSERT_TRUE(check_package(zip));
  const TemporaryFolder folder;
  const fs::path code = folder.path() / "code";
  ASSERT_TRUE(unpack_package(zip, code));
  EXPECT_EQ(text_in(code / "lib/a.js"), "let a;");
  EXPECT_EQ(fs::status(code / "bootstrap").permissions(), fs::perms{0555});
  EXPECT_EQ(fs::status(code / "lib/a.js").permissions(), fs::perms{0444});
  EXPECT_EQ(fs::status(code / "lib").permissions(), fs::perms{0555});
  fs::permissions(code, fs::perms::owner_all);
  fs::permissions(code / "lib", fs::perms::owner_all);
}

TEST(Package, RefusesWhatLeavesTheFolderOrIsNoPlainFile) {
  for (const Packed& file :
       {Packed{"../a", "x"}, Packed{"/etc/a", "x"}, Packed{"a/../../b", "x"}, Packed{"a\\b", "x"},
        Packed{"link", "/etc/passwd", S_IFLNK | 0777}, Packed{"pipe", "", S_IFIFO | 0644}}) {
    const auto checked = check_package(zip_of({file}));
    ASSERT_FALSE(checked) << file.name;
    EXPECT_THAT(checked.error(), HasSubstr("Could not unzip uploaded file")) << file.name;
  }
}

TEST(Package, RefusesWhatIsNoZip) {
  const std::string zip = zip_of({{"a", std::string(1000, 'a')}});
  std::string damaged = zip;
  // Within the packed bytes: after a header of 30 bytes, the name and the extra field.
  const std::size_t packed = 30 + 1 + static_cast<unsigned char>(zip[28]) + 2;
  damaged[packed] = static_cast<char>(damaged[packed] ^ 0x55);
  for (const std::string& bytes : {std::string{}, std::string{"PK"}, std::string(100, 'x'),
                                   zip.substr(0, zip.size() / 2), damaged})
    EXPECT_EQ(check_package(bytes).error(),
              "Could not unzip uploaded file. Please check your file, then try to upload again.");
}

TEST(Package, RefusesABombWithoutUnpackingIt) {
  const std::string zip = zip_of({{"a", std::string(100'000, 'a')}, {"b", std::string(10, 'b')}});
  EXPECT_EQ(check_package(zip, {.unpacked_bytes = 100'005}).error(),
            "Unzipped size must be smaller than 100005 bytes");
  EXPECT_TRUE(check_package(zip, {.unpacked_bytes = 100'010}));
  EXPECT_FALSE(check_package(zip, {.files = 1}));
}

TEST(Package, KnowsItsHash) {
  EXPECT_EQ(code_sha256("hello"), "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
}

}  // namespace
}  // namespace sluice::local
