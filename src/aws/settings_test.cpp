#include "aws/settings.hpp"

#include <gtest/gtest.h>

#include "support/memory_files.hpp"

namespace sluice::aws {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Result<Settings, std::string> load(Variables variables, const std::string& config = "") {
  variables.emplace("AWS_CONFIG_FILE", "/config");
  variables.emplace("AWS_SHARED_CREDENTIALS_FILE", "/credentials");
  const Environment environment{variables};
  const MemoryFiles files{{{"/config", config}}};
  const auto profiles = Profiles::load(files, environment);
  if (!profiles) return Failure<std::string>{profiles.error()};
  return load_settings(environment, *profiles);
}

std::string sqs_endpoint(const Variables& variables, const std::string& config = "") {
  const auto settings = load(variables, config);
  if (!settings) return settings.error();
  const auto url = resolve_endpoint(sqs, settings->endpoints);
  return url ? url->origin() : url.error();
}

TEST(Settings, TheRegionsOrder) {
  const std::string config = "[default]\nregion = eu-west-1\n";
  EXPECT_EQ(load({}, config)->endpoints.region, "eu-west-1");
  EXPECT_EQ(load({{"AWS_DEFAULT_REGION", "us-east-1"}}, config)->endpoints.region, "us-east-1");
  EXPECT_EQ(load({{"AWS_REGION", "us-west-2"}, {"AWS_DEFAULT_REGION", "us-east-1"}}, config)
                ->endpoints.region,
            "us-west-2");
  EXPECT_EQ(load({})->endpoints.region, "");
}

TEST(Settings, TheEndpointsOrder) {
  const std::string config =
      "[default]\nregion = eu-west-1\nservices = here\nendpoint_url = http://profile:1\n"
      "[services here]\nsqs =\n  endpoint_url = http://section:2\n";
  EXPECT_EQ(sqs_endpoint({}, config), "http://section:2");
  EXPECT_EQ(sqs_endpoint({{"AWS_ENDPOINT_URL", "http://all:3"}}, config), "http://all:3");
  EXPECT_EQ(
      sqs_endpoint({{"AWS_ENDPOINT_URL", "http://all:3"}, {"AWS_ENDPOINT_URL_SQS", "http://own:4"}},
                   config),
      "http://own:4");
  EXPECT_EQ(sqs_endpoint({{"AWS_ENDPOINT_URL_ECS", "http://ecs:5"}},
                         "[default]\nregion = eu-west-1\nendpoint_url = http://profile:1\n"),
            "http://profile:1");
  EXPECT_EQ(sqs_endpoint({{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"},
                          {"AWS_ENDPOINT_URL", "http://all:3"}},
                         config),
            "https://sqs.eu-west-1.amazonaws.com");
}

TEST(Settings, TheRest) {
  const auto settings = load({{"AWS_MAX_ATTEMPTS", "5"},
                              {"AWS_CA_BUNDLE", "/ca.pem"},
                              {"SSL_CERT_FILE", "/other.pem"},
                              {"AWS_USE_FIPS_ENDPOINT", "TRUE"},
                              {"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "128"}});
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(settings->retry.attempts, 5);
  EXPECT_EQ(settings->ca_bundle, "/ca.pem");
  EXPECT_TRUE(settings->endpoints.use_fips);
  EXPECT_EQ(settings->compression_floor, 128U);
  EXPECT_EQ(load({{"SSL_CERT_FILE", "/other.pem"}})->ca_bundle, "/other.pem");
  EXPECT_EQ(load({{"AWS_DISABLE_REQUEST_COMPRESSION", "true"}})->compression_floor, std::nullopt);
  EXPECT_EQ(load({})->compression_floor, 10'240U);
}

TEST(Settings, AWrongValueIsNamedWithItsPlaceAndAdvice) {
  EXPECT_EQ(load({{"AWS_REGION", "sydney"}}).error(),
            "AWS_REGION: 'sydney' is not usable; give a region such as ap-southeast-2");
  EXPECT_EQ(load({}, "[default]\nmax_attempts = many\n").error(),
            "max_attempts of profile default: 'many' is not usable; give a whole number from 1 to "
            "100");
  EXPECT_EQ(load({{"AWS_USE_FIPS_ENDPOINT", "yes"}}).error(),
            "AWS_USE_FIPS_ENDPOINT: 'yes' is not usable; give true or false");
}

}  // namespace
}  // namespace sluice::aws
