#include "local/cloud/cloud.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "local/application_auto_scaling/operations.hpp"
#include "local/cloud/lambda_service.hpp"
#include "local/cloud/modelled_operations.hpp"
#include "local/cloud/record.hpp"
#include "local/cloudwatch/operations.hpp"
#include "local/ecs/operations.hpp"
#include "local/events/operations.hpp"
#include "local/iam/operations.hpp"
#include "local/logs/operations.hpp"
#include "local/sqs/fast_path.hpp"
#include "local/sqs/operations.hpp"
#include "local/sqs/query.hpp"
#include "local/sts/operations.hpp"

namespace sluice::local {
namespace {

namespace asio = boost::asio;

constexpr QueryDialect sqs_dialect{.input = input_from_query, .answer = xml_from_output};

constexpr std::array<WaitingOperation<Queues>, 1> waiting_sqs_operations{
    {{"ReceiveMessage", receive_message}}};

ServiceDescription sqs_with_its_dialect() {
  ServiceDescription description = sqs_service;
  description.dialect = &sqs_dialect;
  return description;
}

ServiceDescription cloudwatch_with_its_times() {
  ServiceDescription description = cloudwatch_service;
  description.times = cloudwatch_times();
  return description;
}

}  // namespace

Cloud::Cloud(CloudSettings settings, CloudLent lent)
    : settings_{std::move(settings)},
      lent_{lent},
      random_{settings_.seed},
      identities_{random_},
      request_random_{settings_.seed + 1},
      request_identities_{request_random_},
      clock_{lent.machine, settings_.begins, settings_.speed},
      conductor_{lent.executor, clock_, *this},
      faults_{[this](Duration age) { set_stale_counts(age); }},
      router_{Router::Options{.home = settings_.home, .log_calls = settings_.log_calls},
              Router::Lent{.stage = *this,
                           .faults = faults_,
                           .identities = request_identities_,
                           .sleeper = lent.sleeper,
                           .log = lent.log}},
      agent_{agent_lent()},
      administration_{
          Administration::About{.version = settings_.version, .operations = modelled_operations()},
          *this, faults_} {
  make_global_services();
  add_faces();
}

Cloud::~Cloud() = default;

void Cloud::make_global_services() {
  iam_.emplace(settings_.home, identities_);
  sts_.emplace(*iam_, identities_);
  if (lent_.keeper != nullptr) lent_.keeper->keep(*iam_, *sts_);
}

void Cloud::add_faces() {
  const auto in_region = [this](auto member) {
    return [ this, member ](const world::Location& where) -> auto& {
      return host(where).region().*member;
    };
  };
  using world::Region;
  router_.add(make_face<Queues>(
      sqs_with_its_dialect(), sqs_operations(),
      [this](const world::Location& where) -> Queues& { return host(where).queues(); },
      waiting_sqs_operations, fast_answer));
  router_.add(make_face<world::Ecs>(ecs_service, ecs_operations(), in_region(&Region::ecs)));
  router_.add(make_face<world::CloudWatch>(cloudwatch_with_its_times(), cloudwatch_operations(),
                                           in_region(&Region::cloudwatch)));
  router_.add(make_face<world::ApplicationAutoScaling>(application_auto_scaling_service,
                                                       application_auto_scaling_operations(),
                                                       in_region(&Region::scaling)));
  router_.add(make_face<world::EventBridge>(eventbridge_service, events_operations(),
                                            in_region(&Region::events)));
  router_.add(make_face<world::Logs>(logs_service, logs_operations(), in_region(&Region::logs)));
  router_.add(make_face<world::Iam>(
      iam_service, iam_operations(), [this](const world::Location&) -> auto& { return *iam_; }));
  router_.add(make_face<world::Sts>(
      sts_service, sts_operations(), [this](const world::Location&) -> auto& { return *sts_; }));

  lambda_service_ = std::make_unique<LambdaService>(LambdaService::Lent{
      .home = settings_.home,
      .identities = request_identities_,
      .face = [this](const world::Location& where) -> LambdaFace& { return host(where).lambda(); },
      .present = [this] { return present(); },
      .changed = [this] { changed(); },
      .log = lent_.log});
  for (const std::string_view version : LambdaService::versions)
    router_.add(Router::Rest{.prefix = std::string{version},
                             .service = lambda_service_.get(),
                             .description = &lambda_service,
                             .operation = LambdaFace::operation});
  router_.add(Router::Rest{.prefix = std::string{agent_path}, .service = &agent_});
  router_.add(
      Router::Rest{.prefix = std::string{Administration::prefix}, .service = &administration_});
}

AgentEndpoint::Lent Cloud::agent_lent() {
  return {.find = [this](std::string_view task_id) -> world::Ecs* {
            for (const auto& [name, host] : hosts_)
              if (host->region().ecs.find_task_by_id(task_id) != nullptr)
                return &host->region().ecs;
            return nullptr;
          },
          .present = [this] { return present(); },
          .changed = [this] { changed(); }};
}

RegionHost& Cloud::host(const world::Location& where) {
  auto found = hosts_.find(where.region);
  if (found == hosts_.end()) {
    RegionLent lent{
        .executor = lent_.executor,
        .processes = lent_.processes,
        .cloud = clock_,
        .machine = lent_.machine,
        .identities = identities_,
        .digests = digests_,
        .time_zones = lent_.time_zones,
        .sqs_journal = lent_.keeper == nullptr ? nullptr : &lent_.keeper->journal(where.region),
        .present = [this] { return present(); },
        .changed = [this] { changed(); }};
    world::Location location = settings_.home;
    location.region = where.region;
    auto host = std::make_unique<RegionHost>(location, settings_.regions, std::move(lent));
    if (lent_.keeper != nullptr) lent_.keeper->keep(host->region());
    host->region().run(clock_.now());
    found = hosts_.emplace(where.region, std::move(host)).first;
  }
  return *found->second;
}

Result<void, std::string> Cloud::resume() {
  Keeper& keeper = *lent_.keeper;
  const Instant now = clock_.now();
  if (auto loaded = keeper.load(Keeper::account_place, now); !loaded) return loaded;
  for (const std::string& region : keeper.regions()) {
    host({.region = region, .account = settings_.home.account});
    if (auto loaded = keeper.load(region, now); !loaded) return loaded;
  }
  keeper.begin([this] { return clock_.now(); });
  return {};
}

std::optional<Instant> Cloud::due() {
  std::optional<Instant> first;
  for (const auto& [name, host] : hosts_) {
    const auto due = host->region().due();
    if (due && (!first || *due < *first)) first = due;
  }
  return first;
}

void Cloud::run(Instant now) {
  for (const auto& [name, host] : hosts_) host->region().run(now);
  if (lent_.keeper != nullptr) lent_.keeper->moved();
  deliver();
}

bool Cloud::idle() {
  return std::ranges::all_of(hosts_, [](auto& entry) { return entry.second->idle(); });
}

void Cloud::changed() {
  deliver();
  conductor_.changed();
}

void Cloud::deliver() {
  for (const auto& [name, host] : hosts_) host->queues().polls.deliver();
}

void Cloud::set_stale_counts(Duration age) {
  settings_.regions.parameters.sqs.counts_age = age;
  for (const auto& [name, host] : hosts_) host->region().sqs.set_counts_age(age);
}

/// Who was told that the cloud has moved must find it there after a crash.
asio::awaitable<void> Cloud::kept() {
  if (lent_.keeper == nullptr) co_return;
  lent_.keeper->keep_all();
  if (auto stored = co_await lent_.keeper->stored(); !stored)
    lent_.log.error("the cloud cannot be stored", {{"error", stored.error()}});
}

asio::awaitable<void> Cloud::advance(Duration by) {
  co_await conductor_.advance(by);
  co_await kept();
}

asio::awaitable<void> Cloud::reset() {
  // Outlives the regions that it was lent to.
  Keeper::Places places;
  if (lent_.keeper != nullptr) places = lent_.keeper->forget();
  auto retired = std::exchange(hosts_, {});
  for (const auto& [name, host] : retired) host->retire();
  make_global_services();
  faults_.clear();
  // Those who waited for the old regions say so and go, before these do.
  for (int turn = 0; turn < 3; ++turn) co_await asio::post(lent_.executor, asio::use_awaitable);
  co_await kept();
}

void Cloud::stop() {
  conductor_.stop();
  for (const auto& [name, host] : hosts_) host->retire();
  if (lent_.keeper == nullptr) return;
  if (auto done = lent_.keeper->finish(); !done)
    lent_.log.error("the last changes cannot be stored", {{"error", done.error()}});
}

std::string Cloud::record() {
  std::vector<const world::Region*> regions;
  regions.reserve(hosts_.size());
  for (const auto& [name, host] : hosts_) regions.push_back(&host->region());
  return record_of(regions);
}

}  // namespace sluice::local
