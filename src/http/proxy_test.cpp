#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/client.hpp"

namespace sluice::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

using Variables = std::map<std::string, std::string, std::less<>>;

Result<std::optional<Proxy>, std::string> from(Variables variables) {
  return proxy_from(Environment{std::move(variables)});
}

/// The proxy that must be there.
Proxy proxy(Variables variables) {
  auto found = from(std::move(variables)).value();
  if (!found) throw std::logic_error{"no proxy"};
  return *found;
}

TEST(ProxyFrom, IsNoneWhereNoVariableIsSet) {
  EXPECT_EQ(from({}).value(), std::nullopt);
  EXPECT_EQ(from({{"HTTPS_PROXY", ""}}).value(), std::nullopt);
  EXPECT_EQ(from({{"HTTP_PROXY", "http://proxy:3128"}, {"NO_PROXY", "*"}}).value(), std::nullopt);
}

TEST(ProxyFrom, ReadsTheUrlWithItsUserOrABareHost) {
  const Proxy full = proxy({{"HTTPS_PROXY", "http://anna:secret@proxy.example:3128"}});
  EXPECT_EQ(full.url.origin(), "http://proxy.example:3128");
  EXPECT_EQ(full.url.user, "anna");
  EXPECT_EQ(full.url.password, "secret");
  EXPECT_THAT(full.except, IsEmpty());
  EXPECT_EQ(proxy({{"HTTPS_PROXY", "proxy:3128"}}).url.origin(), "http://proxy:3128");
}

TEST(ProxyFrom, PrefersTheLowerCaseVariables) {
  const Proxy chosen = proxy({{"HTTPS_PROXY", "http://upper:1"},
                              {"https_proxy", "http://lower:2"},
                              {"NO_PROXY", "upper.example"},
                              {"no_proxy", "lower.example"}});
  EXPECT_EQ(chosen.url.origin(), "http://lower:2");
  EXPECT_THAT(chosen.except, ElementsAre("lower.example"));
}

TEST(ProxyFrom, ListsWhatGoesAroundWithoutSpacesAndLeadingDots) {
  const Proxy listed = proxy({{"HTTPS_PROXY", "http://proxy:1"},
                              {"NO_PROXY", " localhost, .internal,,169.254.169.254 ,"}});
  EXPECT_THAT(listed.except, ElementsAre("localhost", "internal", "169.254.169.254"));
}

TEST(ProxyFrom, NamesTheVariableThatIsWrongAndHidesItsPassword) {
  for (const std::string variable : {"HTTPS_PROXY", "https_proxy"}) {
    for (const std::string wrong : {"http://anna:secret@proxy:99999", "http://anna:secret@",
                                    "socks5://anna:secret@proxy:1080"}) {
      const auto found = from({{variable, wrong}});
      ASSERT_FALSE(found) << wrong;
      EXPECT_THAT(found.error(), StartsWith(variable + ": "));
      EXPECT_THAT(found.error(), HasSubstr("http://host:port"));
      EXPECT_THAT(found.error(), Not(HasSubstr("secret")));
    }
  }
}

TEST(ProxyFrom, RefusesAProxyThatIsReachedByHttps) {
  const auto found = from({{"HTTPS_PROXY", "https://proxy:3128"}});
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error(), StartsWith("HTTPS_PROXY: "));
  EXPECT_THAT(found.error(), HasSubstr("not supported"));
}

TEST(GoesAround, HoldsForAHostAndItsSubdomains) {
  const Proxy some{.url = {}, .except = {"amazonaws.com", "127.0.0.1", "localhost"}};
  EXPECT_TRUE(goes_around(some, "amazonaws.com"));
  EXPECT_TRUE(goes_around(some, "sqs.eu-west-1.amazonaws.com"));
  EXPECT_TRUE(goes_around(some, "127.0.0.1"));
  EXPECT_FALSE(goes_around(some, "notamazonaws.com"));
  EXPECT_FALSE(goes_around(some, "amazonaws.com.example"));
  EXPECT_FALSE(goes_around(some, "amazonaws.co"));
  EXPECT_FALSE(goes_around(some, ""));
}

TEST(GoesAround, HoldsForEveryHostWithAStarAndForNoneWithoutAList) {
  const Proxy all{.url = {}, .except = {"*"}};
  const Proxy none{.url = {}};
  EXPECT_TRUE(goes_around(all, "sqs.eu-west-1.amazonaws.com"));
  EXPECT_FALSE(goes_around(none, "localhost"));
}

}  // namespace
}  // namespace sluice::http
