#include "local/process/line_splitter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace sluice::local {
namespace {

using testing::ElementsAre;

std::vector<std::string> split(const std::vector<std::string>& parts, std::size_t most) {
  std::vector<std::string> lines;
  const auto keep = [&lines](std::string_view line) { lines.emplace_back(line); };
  LineSplitter splitter{most};
  for (const std::string& part : parts) splitter.feed(part, keep);
  splitter.finish(keep);
  return lines;
}

TEST(LineSplitter, LinesComeWholeHoweverTheBytesCame) {
  EXPECT_THAT(split({"on", "e\ntwo\n\nth", "ree"}, 100), ElementsAre("one", "two", "", "three"));
  EXPECT_THAT(split({"one", "\n"}, 100), ElementsAre("one"));
  EXPECT_THAT(split({}, 100), ElementsAre());
}

TEST(LineSplitter, ALineOverTheBoundIsCutIntoPieces) {
  EXPECT_THAT(split({"abcdefgh\nx\n"}, 3), ElementsAre("abc", "def", "gh", "x"));
  EXPECT_THAT(split({"ab", "cd", "ef", "gh"}, 3), ElementsAre("abc", "def", "gh"));
}

TEST(LineSplitter, ALineOfJustTheBoundIsOneLine) {
  EXPECT_THAT(split({"abc\ndef\n"}, 3), ElementsAre("abc", "def"));
  EXPECT_THAT(split({"abc", "\ndef"}, 3), ElementsAre("abc", "def"));
  EXPECT_THAT(split({"abc", "d\n"}, 3), ElementsAre("abc", "d"));
}

}  // namespace
}  // namespace sluice::local
