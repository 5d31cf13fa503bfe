#include "http/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::http {
namespace {

using testing::HasSubstr;

struct Row {
  std::string text;
  Url url;
  std::string authority;
  std::string origin;
};

class ReadUrl : public testing::TestWithParam<Row> {};

TEST_P(ReadUrl, SaysWhereARequestGoes) {
  const Row& row = GetParam();
  const auto url = parse_url(row.text);
  ASSERT_TRUE(url) << url.error();
  EXPECT_EQ(*url, row.url);
  EXPECT_EQ(url->authority(), row.authority);
  EXPECT_EQ(url->origin(), row.origin);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ReadUrl, testing::Values(
    Row{"https://sqs.ap-southeast-2.amazonaws.com/123456789012/orders-queue",
        {.scheme = "https", .host = "sqs.ap-southeast-2.amazonaws.com", .port = 443, .target = "/123456789012/orders-queue"},
        "sqs.ap-southeast-2.amazonaws.com", "https://sqs.ap-southeast-2.amazonaws.com"},
    Row{"http://localhost:4566",
        {.host = "localhost", .port = 4566},
        "localhost:4566", "http://localhost:4566"},
    Row{"http://localhost?a=b",
        {.host = "localhost", .target = "/?a=b"},
        "localhost", "http://localhost"},
    Row{"HTTP://127.0.0.1:80/a%20b?c=%2F",
        {.host = "127.0.0.1", .target = "/a%20b?c=%2F"},
        "127.0.0.1", "http://127.0.0.1"},
    Row{"https://localhost:80/",
        {.scheme = "https", .host = "localhost", .port = 80},
        "localhost:80", "https://localhost:80"},
    Row{"http://[fd00:ec2::254]/latest",
        {.host = "fd00:ec2::254", .target = "/latest"},
        "[fd00:ec2::254]", "http://[fd00:ec2::254]"},
    Row{"https://[::1]:8443",
        {.scheme = "https", .host = "::1", .port = 8443},
        "[::1]:8443", "https://[::1]:8443"},
    Row{"http://us%40er:p%3Aw@proxy:3128",
        {.host = "proxy", .port = 3128, .user = "us@er", .password = "p:w"},
        "proxy:3128", "http://proxy:3128"}));
// clang-format on

struct Wrong {
  std::string text;
  std::string why;
};

class RefuseUrl : public testing::TestWithParam<Wrong> {};

TEST_P(RefuseUrl, QuotesTheTextAndSaysWhy) {
  const auto url = parse_url(GetParam().text);
  ASSERT_FALSE(url) << url->origin();
  EXPECT_THAT(url.error(), HasSubstr("'" + GetParam().text + "'"));
  EXPECT_THAT(url.error(), HasSubstr(GetParam().why));
  EXPECT_EQ(url.error().find('\n'), std::string::npos);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, RefuseUrl, testing::Values(
    Wrong{"", "not an http or https URL"},
    Wrong{"orders-queue", "not an http or https URL"},
    Wrong{"//localhost/", "not an http or https URL"},
    Wrong{"http://a b/", "not an http or https URL"},
    Wrong{"http://[::1/", "not an http or https URL"},
    Wrong{"ftp://localhost/", "the scheme is 'ftp'"},
    Wrong{"arn:aws:sqs:eu-west-1:123456789012:orders", "the scheme is 'arn'"},
    Wrong{"http:///queue", "it names no host"},
    Wrong{"http://localhost:/", "the port is no number from 1 to 65535"},
    Wrong{"http://localhost:0/", "the port is no number from 1 to 65535"},
    Wrong{"http://localhost:99999/", "the port is no number from 1 to 65535"},
    Wrong{"http://localhost:65536/", "the port is no number from 1 to 65535"}));
// clang-format on

TEST(Url, IsRefusedOnOneLine) {
  EXPECT_TRUE(parse_url("http://a\nb/").error().starts_with("'http://a b/' is not"));
}

TEST(Url, NeverDecodesItsHostSoThatNoLineBreakGetsIntoAHeader) {
  const auto url = parse_url("http://host%0d%0aX-Evil:%20yes/");
  if (url) {
    EXPECT_EQ(url->authority().find('\r'), std::string::npos);
  }
}

TEST(Url, TellsHostAndPortEvenWhereThePortIsTheUsualOne) {
  EXPECT_EQ(parse_url("https://localhost/")->host_and_port(), "localhost:443");
  EXPECT_EQ(parse_url("https://[::1]/")->host_and_port(), "[::1]:443");
}

TEST(PercentEncoded, KeepsOnlyTheUnreservedBytes) {
  EXPECT_EQ(percent_encoded("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encoded("a b/c+d*é"), "a%20b%2Fc%2Bd%2A%C3%A9");
  EXPECT_EQ(percent_encoded(std::string_view{"\0\xFF", 2}), "%00%FF");
}

}  // namespace
}  // namespace sluice::http
