#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "http/server.hpp"
#include "local/cloud/cloud.hpp"
#include "local/cloud/keeper.hpp"
#include "local/process/guarded_processes.hpp"
#include "local/safety/guard.hpp"
#include "sluice/commands.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/images.hpp"
#include "sluice/printing.hpp"
#include "sluice/system_time_zones.hpp"
#include "sluice/temporary_directory.hpp"

namespace sluice::apps {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

/// A function's package of 50 MB, Lambda's limit, in base64 and its document.
/// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr std::size_t largest_request = std::size_t{70} << 20U;

std::string home_region(const LocalOptions& options, const Environment& environment) {
  if (!options.region.empty()) return options.region;
  for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"})
    if (const auto value = environment.find(name); value && !value->empty()) return *value;
  return world::Location{}.region;
}

Result<local::ImageMapping, std::string> read_images(const std::string& path, const Files& files) {
  if (path.empty()) return local::ImageMapping{};
  const auto text = files.read(path);
  if (!text) return Failure<std::string>{"--images: " + text.error().message};
  return parse_images(*text, path);
}

/// Sent to containers and functions: where they reach the cloud.
std::string endpoint(const LocalOptions& options, std::uint16_t port) {
  const bool anywhere = options.address == "0.0.0.0" || options.address == "::";
  const std::string host = anywhere ? "127.0.0.1" : options.address;
  return fmt::format("http://{}:{}", host.find(':') == std::string::npos ? host : "[" + host + "]",
                     port);
}

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

/// Hands requests on to a service that is made later than the server.
class Front final : public http::Service {
 public:
  void lead_to(http::Service& service) { service_ = &service; }
  asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override {
    return service_->send(std::move(request));
  }

 private:
  http::Service* service_ = nullptr;
};

/// Where a cloud keeps its files, and itself where --data-dir is given.
struct Place {
  std::optional<TemporaryDirectory> temporary = {};
  std::unique_ptr<local::Store> store = {};
  std::unique_ptr<local::Keeper> keeper = {};
  fs::path directory = {};

  static Result<Place, std::string> make(const LocalOptions& options, const Lent& lent,
                                         const asio::any_io_executor& executor) {
    Place place;
    if (options.data_dir.empty()) {
      auto directory = TemporaryDirectory::make(lent.environment);
      if (!directory) return Failure<std::string>{directory.error()};
      place.directory = directory->path();
      place.temporary.emplace(std::move(*directory));
      return place;
    }
    // Tasks and functions work elsewhere, so that their files' paths must be whole.
    std::error_code failed;
    place.directory = fs::absolute(options.data_dir, failed);
    if (failed) return Failure<std::string>{failed.message()};
    auto store = local::Store::open(place.directory, executor);
    if (!store) return Failure<std::string>{store.error()};
    place.store = std::move(*store);
    auto keeper = local::Keeper::open(*place.store, options.account, executor);
    if (!keeper) return Failure<std::string>{keeper.error()};
    place.keeper = std::move(*keeper);
    return place;
  }
};

/// When the cloud's time begins: where it ended, or later if that is asked for.
Instant beginning(const LocalOptions& options, const local::Keeper* keeper, Instant now) {
  if (keeper == nullptr || !keeper->time()) return options.start_time.value_or(now);
  return std::max(*keeper->time(), options.start_time.value_or(*keeper->time()));
}

local::CloudSettings cloud_settings(const LocalOptions& options, const Lent& lent,
                                    local::ImageMapping images, const Place& place,
                                    std::string endpoint_url) {
  local::CloudSettings settings{
      .home = {.region = home_region(options, lent.environment), .account = options.account},
      .begins = beginning(options, place.keeper.get(), lent.clock.now()),
      .speed = options.speed,
      .seed = options.seed ? *options.seed : lent.random.bits(),
      .regions = {.directory = place.directory,
                  .endpoint = std::move(endpoint_url),
                  .images = std::move(images),
                  .environment = local::inherited_environment(lent.environment)},
      .version = SLUICE_VERSION,
      .log_calls = options.log_requests};
  settings.regions.parameters.ecs.least_start_delay = options.task_start_delay;
  settings.regions.parameters.ecs.most_start_delay = options.task_start_delay;
  if (place.keeper) settings.seed = place.keeper->seed_of_this_run(settings.seed);
  return settings;
}

/// How long those who wait for the cloud have to go.
constexpr Duration farewell = std::chrono::milliseconds{200};

asio::awaitable<void> until_signal(asio::io_context& loop, asio::signal_set& signals,
                                   local::Cloud& cloud, http::Server& server) {
  constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
  co_await signals.async_wait(as_result);
  cloud.stop();
  server.stop();
  asio::steady_timer timer{loop, farewell};
  co_await timer.async_wait(as_result);
  loop.stop();  // the functions' own listeners wait for ever
}

void tell_where(const LocalOptions& options, const std::string& url, Log& log) {
  std::fputs(fmt::format("{{\"listening\": \"{}\"}}\n", url).c_str(), stdout);
  std::fflush(stdout);
  const auto address = asio::ip::make_address(options.address);
  if (!address.is_loopback())
    log.warning("whoever reaches this address can run commands on this machine",
                {{"address", options.address}});
}

}  // namespace

int run_local(const LocalOptions& options, const Lent& lent) {
  auto images = read_images(options.images, lent.files);
  if (!images) return refused(std::move(images.error()));
  asio::io_context loop{1};
  Front front;
  local::Guard guard{
      local::GuardOptions{.address = options.address, .allowed_hosts = options.allow_hosts}, front,
      lent.log};
  auto server = http::Server::listen(
      loop.get_executor(),
      http::ServerOptions{
          .address = options.address, .port = options.port, .largest_body = largest_request},
      guard);
  if (!server) return refused(std::move(server.error()));
  guard.set_port((*server)->port());
  auto place = Place::make(options, lent, loop.get_executor());
  if (!place) return refused(std::move(place.error()));

  const std::string url = endpoint(options, (*server)->port());
  local::GuardedProcesses processes{loop.get_executor()};
  const SystemTimeZones time_zones{lent.files};
  local::Cloud cloud{cloud_settings(options, lent, std::move(*images), *place, url),
                     local::CloudLent{loop.get_executor(), processes, lent.clock, lent.sleeper,
                                      time_zones, lent.log, place->keeper.get()}};
  if (place->keeper)
    if (auto resumed = cloud.resume(); !resumed) return refused(std::move(resumed.error()));
  front.lead_to(cloud.front());
  asio::signal_set signals{loop, SIGTERM, SIGINT};
  asio::co_spawn(loop, cloud.conduct(), rethrow);
  asio::co_spawn(loop, until_signal(loop, signals, cloud, **server), rethrow);
  tell_where(options, url, lent.log);
  loop.run();
  return exit_codes::done;
}

}  // namespace sluice::apps
