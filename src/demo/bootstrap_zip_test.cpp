#include "demo/bootstrap_zip.hpp"

#include <gtest/gtest.h>
#include <minizip/unzip.h>

#include "support/temporary_folder.hpp"

namespace sluice::demo {
namespace {

TEST(ZipOfProgram, IsReadByAnotherHand) {
  std::string program;
  for (unsigned i = 0; i < 100'000; ++i) program += static_cast<char>(i * i % 251);
  TemporaryFolder folder;
  const std::string path = folder.write("function.zip", zip_of_program("bootstrap", program));

  unzFile zip = unzOpen(path.c_str());
  ASSERT_NE(zip, nullptr);
  ASSERT_EQ(unzLocateFile(zip, "bootstrap", 1), UNZ_OK);
  unz_file_info info{};
  ASSERT_EQ(unzGetCurrentFileInfo(zip, &info, nullptr, 0, nullptr, 0, nullptr, 0), UNZ_OK);
  EXPECT_EQ(info.uncompressed_size, program.size());
  EXPECT_LT(info.compressed_size, program.size());
  EXPECT_EQ(info.external_fa >> 16U, 0100755U) << "it may be run";
  ASSERT_EQ(unzOpenCurrentFile(zip), UNZ_OK);
  std::string unpacked(program.size(), '\0');
  EXPECT_EQ(unzReadCurrentFile(zip, unpacked.data(), static_cast<unsigned>(unpacked.size())),
            static_cast<int>(program.size()));
  EXPECT_EQ(unpacked, program);
  EXPECT_EQ(unzCloseCurrentFile(zip), UNZ_OK) << "the checksum holds";
  unzClose(zip);
}

TEST(Base64, IsThatOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace sluice::demo
