#include "aws/credentials/role_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/credential_world.hpp"

namespace sluice::aws {
namespace {

using testing::HasSubstr;

class StsPlaceTest : public CredentialWorld {
 protected:
  std::string place() {
    const auto found = sts_place(sources());
    return found ? found->url.origin() + " " + found->region : found.error();
  }
};

TEST_F(StsPlaceTest, IsInTheRegion) {
  EXPECT_EQ(place(), "https://sts.eu-west-1.amazonaws.com eu-west-1");
  set("AWS_STS_REGIONAL_ENDPOINTS", "regional");
  EXPECT_EQ(place(), "https://sts.eu-west-1.amazonaws.com eu-west-1");
}

TEST_F(StsPlaceTest, MayBeTheGlobalOneForRegionsThatAreOldEnough) {
  write_config("[default]\nsts_regional_endpoints = legacy\n");
  EXPECT_EQ(place(), "https://sts.amazonaws.com us-east-1");
  endpoints.region = "ap-southeast-4";
  EXPECT_EQ(place(), "https://sts.ap-southeast-4.amazonaws.com ap-southeast-4");
}

TEST_F(StsPlaceTest, AnAddressThatIsSetWins) {
  set("AWS_STS_REGIONAL_ENDPOINTS", "legacy");
  endpoints.for_all = ConfiguredUrl{.url = "http://127.0.0.1:4566", .origin = "AWS_ENDPOINT_URL"};
  EXPECT_EQ(place(), "http://127.0.0.1:4566 eu-west-1");
  endpoints.for_service["STS"] = {.url = "http://sts:80", .origin = "AWS_ENDPOINT_URL_STS"};
  EXPECT_EQ(place(), "http://sts eu-west-1");
}

TEST_F(StsPlaceTest, WrongSettingsAreNamed) {
  set("AWS_STS_REGIONAL_ENDPOINTS", "global");
  EXPECT_THAT(place(), HasSubstr("AWS_STS_REGIONAL_ENDPOINTS is global"));
  set("AWS_STS_REGIONAL_ENDPOINTS", "");
  endpoints.for_service["STS"] = {.url = "sts", .origin = "AWS_ENDPOINT_URL_STS"};
  EXPECT_THAT(place(), HasSubstr("AWS_ENDPOINT_URL_STS"));
}

}  // namespace
}  // namespace sluice::aws
