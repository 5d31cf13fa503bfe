#include "aws/profile/profiles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace sluice::aws {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsNull;
using testing::Pointee;

/// A home with AWS's two files in it.
class ProfilesInHome : public testing::Test {
 protected:
  void write_config(std::string_view text) { home_.write(".aws/config", text); }
  void write_credentials(std::string_view text) { home_.write(".aws/credentials", text); }

  Result<Profiles, std::string> load(std::map<std::string, std::string, std::less<>> more = {}) {
    more.try_emplace("HOME", home_.path().string());
    return Profiles::load(SystemFiles{}, Environment{std::move(more)});
  }

  TemporaryFolder home_;
};

TEST_F(ProfilesInHome, MissingFilesAreEmptyOnes) {
  const auto profiles = load();
  ASSERT_TRUE(profiles) << profiles.error();
  EXPECT_EQ(profiles->selected(), Profile{.name = "default"});
}

TEST_F(ProfilesInHome, WithoutAHomeThereAreNoFiles) {
  const auto profiles = Profiles::load(SystemFiles{}, Environment{});
  ASSERT_TRUE(profiles) << profiles.error();
  EXPECT_EQ(profiles->selected().name, "default");
}

TEST_F(ProfilesInHome, TheCredentialsFileWinsOverTheConfigFile) {
  write_config("[default]\nregion = eu-west-1\noutput = json\n");
  write_credentials("[default]\nregion = us-east-1\n");
  const auto profiles = load();
  ASSERT_TRUE(profiles) << profiles.error();
  EXPECT_THAT(profiles->selected().find("region"), Pointee(std::string{"us-east-1"}));
  EXPECT_THAT(profiles->selected().find("output"), Pointee(std::string{"json"}));
  EXPECT_THAT(profiles->selected().find("endpoint_url"), IsNull());
}

TEST_F(ProfilesInHome, AnEmptySettingIsNotSet) {
  write_config("[default]\nregion = eu-west-1\n");
  write_credentials("[default]\nregion =\n");
  EXPECT_THAT(load()->selected().find("region"), Pointee(std::string{"eu-west-1"}));
}

TEST_F(ProfilesInHome, ProfilesNeedThePrefixInTheConfigFileOnly) {
  write_config("[profile dev]\nregion = a\n[other]\nregion = b\n[profile \"with space\"]\nx = 1\n");
  write_credentials("[ci]\nregion = c\n");
  const auto profiles = load();
  ASSERT_TRUE(profiles) << profiles.error();
  EXPECT_THAT(profiles->find("dev")->find("region"), Pointee(std::string{"a"}));
  EXPECT_THAT(profiles->find("with space")->find("x"), Pointee(std::string{"1"}));
  EXPECT_THAT(profiles->find("ci")->find("region"), Pointee(std::string{"c"}));
  EXPECT_THAT(profiles->find("other"), IsNull());
}

TEST_F(ProfilesInHome, TheDefaultProfileMayBearThePrefix) {
  write_config("[profile default]\nregion = a\n[default]\nregion = b\noutput = json\n");
  const auto profiles = load();
  EXPECT_THAT(profiles->selected().find("region"), Pointee(std::string{"a"}));
  EXPECT_THAT(profiles->selected().find("output"), Pointee(std::string{"json"}));
}

TEST_F(ProfilesInHome, AwsProfileWinsOverAwsDefaultProfile) {
  write_config("[profile one]\nregion = 1\n[profile two]\nregion = 2\n");
  EXPECT_EQ(load({{"AWS_PROFILE", "one"}, {"AWS_DEFAULT_PROFILE", "two"}})->selected().name, "one");
  EXPECT_EQ(load({{"AWS_DEFAULT_PROFILE", "two"}})->selected().name, "two");
}

TEST_F(ProfilesInHome, AnUnknownProfileIsAnErrorThatNamesTheNearest) {
  write_config("[profile production]\nregion = 1\n");
  const auto close = load({{"AWS_PROFILE", "prodction"}});
  ASSERT_FALSE(close);
  EXPECT_THAT(close.error(),
              AllOf(HasSubstr("AWS_PROFILE"), HasSubstr("prodction"), HasSubstr(".aws/config"),
                    HasSubstr("did you mean production?")));
  const auto far = load({{"AWS_DEFAULT_PROFILE", "x"}});
  ASSERT_FALSE(far);
  EXPECT_THAT(far.error(),
              AllOf(HasSubstr("AWS_DEFAULT_PROFILE"), HasSubstr("known are: production")));
}

TEST_F(ProfilesInHome, AnUnknownProfileWithoutAnyFileSaysSo) {
  const auto profiles = load({{"AWS_PROFILE", "dev"}});
  ASSERT_FALSE(profiles);
  EXPECT_THAT(profiles.error(), HasSubstr("no profile is defined"));
  EXPECT_THAT(load({{"AWS_PROFILE", "two\nlines"}}).error(), HasSubstr("profile two lines does"));
}

TEST_F(ProfilesInHome, TheFilesCanBeElsewhere) {
  home_.write("here/config", "[default]\nregion = a\n");
  home_.write("here/keys", "[default]\naws_access_key_id = AKIA\n");
  const auto profiles =
      load({{"AWS_CONFIG_FILE", "~/here/config"},
            {"AWS_SHARED_CREDENTIALS_FILE", (home_.path() / "here/keys").string()}});
  ASSERT_TRUE(profiles) << profiles.error();
  EXPECT_THAT(profiles->selected().find("region"), Pointee(std::string{"a"}));
  EXPECT_THAT(profiles->selected().find("aws_access_key_id"), Pointee(std::string{"AKIA"}));
}

TEST_F(ProfilesInHome, AGarbledOrUnreadableFileIsAnErrorThatNamesIt) {
  write_config("[default\n");
  EXPECT_THAT(load().error(), HasSubstr(".aws/config:1: "));
  write_config("");
  home_.write("folder/.keep", "");
  const auto unreadable =
      load({{"AWS_SHARED_CREDENTIALS_FILE", (home_.path() / "folder").string()}});
  ASSERT_FALSE(unreadable);
  EXPECT_THAT(unreadable.error(), HasSubstr("folder: is a directory"));
}

TEST_F(ProfilesInHome, AServiceHasItsEndpointInTheServicesSection) {
  write_config(
      "[default]\nservices = local\nendpoint_url = http://all\n"
      "[services local]\nsqs =\n  endpoint_url = http://sqs\n"
      "ecs =\n  endpoint_url =\napplication_auto_scaling =\n  endpoint_url = http://aas\n");
  const auto profiles = load();
  ASSERT_TRUE(profiles) << profiles.error();
  EXPECT_THAT(profiles->service_endpoint("sqs"), Pointee(std::string{"http://sqs"}));
  EXPECT_THAT(profiles->service_endpoint("application_auto_scaling"),
              Pointee(std::string{"http://aas"}));
  EXPECT_THAT(profiles->service_endpoint("ecs"), IsNull());
  EXPECT_THAT(profiles->service_endpoint("cloudwatch"), IsNull());
  EXPECT_THAT(profiles->selected().find("endpoint_url"), Pointee(std::string{"http://all"}));
}

TEST_F(ProfilesInHome, AServicesSectionThatIsNotThereIsAnError) {
  write_config("[profile dev]\nservices = lcoal\n[services local]\n");
  EXPECT_TRUE(load()) << "the other profile is not selected";
  const auto profiles = load({{"AWS_PROFILE", "dev"}});
  ASSERT_FALSE(profiles);
  EXPECT_THAT(profiles.error(), AllOf(HasSubstr("profile dev"), HasSubstr("[services lcoal]")));
}

TEST_F(ProfilesInHome, SsoSessionsStandByTheirNames) {
  write_config("[sso-session corp]\nsso_region = eu-west-1\n");
  const auto profiles = load();
  ASSERT_THAT(profiles->sso_session("corp"), testing::NotNull());
  EXPECT_THAT(find_setting(*profiles->sso_session("corp"), "sso_region"),
              Pointee(std::string{"eu-west-1"}));
  EXPECT_THAT(profiles->sso_session("home"), IsNull());
}

}  // namespace
}  // namespace sluice::aws
