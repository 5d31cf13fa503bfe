#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "base/random.hpp"
#include "http/sleeper.hpp"
#include "local/administration/administration.hpp"
#include "local/administration/control.hpp"
#include "local/cloud/keeper.hpp"
#include "local/cloud/lambda_service.hpp"
#include "local/cloud/region_host.hpp"
#include "local/ecs/agent_endpoint.hpp"
#include "local/faults/faults.hpp"
#include "local/router.hpp"
#include "local/sqs/digests.hpp"
#include "local/time/conductor.hpp"
#include "world/iam/iam.hpp"
#include "world/iam/sts.hpp"

namespace sluice::local {

/// What a cloud on this machine is.
struct CloudSettings {
  world::Location home;  ///< the account, and the region of requests that name none
  Instant begins;        ///< of the cloud's time
  double speed = 1;      ///< cloud seconds a real second; 0: it moves by jumps alone
  std::uint64_t seed;    ///< of all that the cloud leaves to chance
  RegionSettings regions;
  std::string version = {};  ///< what /_sluice/health shows
  bool log_calls = false;
};

/// What a cloud is lent; all must outlive it.
struct CloudLent {
  boost::asio::any_io_executor executor;
  Processes& processes;
  const Clock& machine;  ///< real time
  http::Sleeper& sleeper;
  const world::TimeZones& time_zones;
  Log& log;
  Keeper* keeper = nullptr;  ///< null: all is in memory alone
};

/// The cloud on this machine: the world's regions, made when a request first
/// names them, their hands, the clock that they share, and the front that
/// answers for all of it. One event loop, one thread.
class Cloud final : private Stage, private Control, private Timed {
 public:
  Cloud(CloudSettings settings, CloudLent lent);
  Cloud(const Cloud&) = delete;
  Cloud& operator=(const Cloud&) = delete;
  ~Cloud() override;

  /// Answers requests to every service, and the pages under /_sluice/.
  http::Service& front() { return router_; }

  /// Restores what the keeper has, and keeps what changes from here on; to be
  /// called before all else, where there is a keeper. The error is one line.
  Result<void, std::string> resume();

  /// Moves the cloud through time until `stop`.
  boost::asio::awaitable<void> conduct() { return conductor_.conduct(); }
  /// Kills all processes and ends all waiting; what is kept is written once more. The loop must run
  /// on until `conduct` has ended.
  void stop();

 private:
  // Stage, for the router.
  Instant present() override { return conductor_.present(); }
  void changed() override;
  [[nodiscard]] bool must_store(std::string_view service) override {
    return lent_.keeper != nullptr && lent_.keeper->must_store(service);
  }
  boost::asio::awaitable<Result<void, std::string>> stored() override {
    return lent_.keeper->stored();
  }

  // Control, for the administrative pages.
  [[nodiscard]] Instant now() override { return conductor_.present(); }
  [[nodiscard]] double speed() const override { return clock_.speed(); }
  void set_speed(double speed) override { conductor_.set_speed(speed); }
  boost::asio::awaitable<void> advance(Duration by) override;
  boost::asio::awaitable<void> reset() override;
  [[nodiscard]] std::string record() override;

  // Timed, for the conductor.
  [[nodiscard]] std::optional<Instant> due() override;
  void run(Instant now) override;
  [[nodiscard]] bool idle() override;

  boost::asio::awaitable<void> kept();
  RegionHost& host(const world::Location& where);
  void deliver();
  void set_stale_counts(Duration age);
  void make_global_services();
  void add_faces();
  [[nodiscard]] AgentEndpoint::Lent agent_lent();

  CloudSettings settings_;
  CloudLent lent_;
  Random random_;
  world::Identities identities_;
  /// Of requests alone, so that questions do not change what the cloud becomes.
  Random request_random_;
  world::Identities request_identities_;
  OpenSslDigests digests_;
  CloudClock clock_;
  Conductor conductor_;
  std::optional<world::Iam> iam_;
  std::optional<world::Sts> sts_;
  std::map<std::string, std::unique_ptr<RegionHost>, std::less<>> hosts_;  ///< by region
  Faults faults_;
  Router router_;
  std::unique_ptr<LambdaService> lambda_service_;
  AgentEndpoint agent_;
  Administration administration_;
};

}  // namespace sluice::local
