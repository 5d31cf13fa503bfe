#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "aws/credentials/sources.hpp"
#include "base/calendar.hpp"
#include "support/kept_log.hpp"
#include "support/run.hpp"
#include "support/scripted_aws.hpp"
#include "support/scripted_processes.hpp"
#include "support/temporary_folder.hpp"

namespace sluice::aws {

/// All that credentials are made from, in a test's hands: a home folder, an
/// environment, a scripted network, and a clock at noon of 2024-04-12.
class CredentialWorld : public testing::Test {
 protected:
  void set(const std::string& variable, const std::string& value) { variables_[variable] = value; }
  void write_config(std::string_view text) { home.write(".aws/config", text); }
  void write_credentials(std::string_view text) { home.write(".aws/credentials", text); }

  /// To be called last: reads what was set and written above.
  const CredentialSources& sources() {
    environment_ = Environment{variables_};
    auto profiles = Profiles::load(files_, environment_);
    EXPECT_TRUE(profiles) << profiles.error();
    profiles_ = *std::move(profiles);
    return sources_;
  }

  /// The profile of that name; it must be there.
  const Profile& profile(std::string_view name) { return *sources().profiles.find(name); }

  void http_answers(int status, std::string body) {
    http.then(http::Response{.status = status, .body = std::move(body)});
  }

  TemporaryFolder home;
  ScriptedService http;
  ScriptedProcesses processes;
  KeptLog log;
  ManualClock clock{Instant{std::chrono::seconds{1'712'923'200}}};
  SkippingSleeper sleeper{clock};
  EndpointRules endpoints{.region = "eu-west-1"};

 private:
  std::map<std::string, std::string, std::less<>> variables_{{"HOME", home.path().string()}};
  SystemFiles files_;
  Environment environment_;
  Profiles profiles_;
  Random random_{7};
  RetryQuota quota_;
  Pacer pacer_;
  NoObserver observer_;
  CredentialSources sources_{.shared = {.http = http,
                                        .clock = clock,
                                        .sleeper = sleeper,
                                        .random = random_,
                                        .quota = quota_,
                                        .pacer = pacer_,
                                        .observer = observer_},
                             .files = files_,
                             .environment = environment_,
                             .profiles = profiles_,
                             .endpoints = endpoints,
                             .processes = processes,
                             .log = log};
};

}  // namespace sluice::aws
