#include "http/service.hpp"

#include <gtest/gtest.h>

namespace sluice::http {
namespace {

TEST(Headers, AreFoundWithoutRegardToCase) {
  const Headers headers{{"Content-Type", "text/plain"}, {"X-Amzn-RequestId", "1"}};
  EXPECT_EQ(headers.find("content-type"), "text/plain");
  EXPECT_EQ(headers.find("x-amzn-requestid"), "1");
  EXPECT_EQ(headers.find("Content"), std::nullopt);
  EXPECT_EQ(headers.find("Content-Types"), std::nullopt);
}

TEST(Headers, GiveTheFirstOfSeveralLines) {
  Headers headers;
  headers.add("Set-Cookie", "a");
  headers.add("set-cookie", "b");
  EXPECT_EQ(headers.find("SET-COOKIE"), "a");
  EXPECT_EQ(headers, (Headers{{"Set-Cookie", "a"}, {"set-cookie", "b"}}));
}

TEST(Headers, AreReplacedByWhatIsSet) {
  Headers headers{{"Host", "a"}, {"Date", "today"}, {"host", "b"}};
  headers.set("HOST", "c");
  EXPECT_EQ(headers, (Headers{{"Date", "today"}, {"HOST", "c"}}));
}

TEST(Headers, TellAnEmptyValueFromNone) {
  const Headers headers{{"X-Empty", ""}};
  EXPECT_EQ(headers.find("X-Empty"), "");
  EXPECT_EQ(Headers{}.find("X-Empty"), std::nullopt);
}

}  // namespace
}  // namespace sluice::http
