#include "local/cloud/keeper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "local/store/packing.hpp"

namespace sluice::local {
namespace {

namespace asio = boost::asio;

constexpr std::string_view meta = "meta";
/// How long, in real time, what changes by itself may wait to be written.
constexpr std::chrono::milliseconds patience{250};

Failure<std::string> damaged() {
  return Failure<std::string>{
      "the saved state of the cloud is damaged; move the data directory away to begin anew"};
}

}  // namespace

Keeper::Keeper(Store& store, std::string account, const asio::any_io_executor& executor)
    : store_{store},
      account_{std::move(account)},
      timer_{executor},
      self_{std::make_shared<Keeper*>(this)} {}

Keeper::~Keeper() {
  store_.before_commit({});
}

Result<std::unique_ptr<Keeper>, std::string> Keeper::open(Store& store, std::string account,
                                                          const asio::any_io_executor& executor) {
  std::unique_ptr<Keeper> keeper{new Keeper{store, std::move(account), executor}};
  if (auto read = keeper->read_meta(); !read) return Failure<std::string>{read.error()};
  keeper->write_meta();
  if (auto committed = store.commit(); !committed) return Failure<std::string>{committed.error()};
  return keeper;
}

Result<void, std::string> Keeper::read_meta() {
  bool whole = true;
  std::string account = account_;
  const auto see = [&](std::string_view key, std::string_view bytes) {
    Unpacker from{bytes};
    if (key == "time") time_ = Instant{Duration{from.number<std::int64_t>()}};
    if (key == "cloud") {
      account = from.text();
      runs_ = from.number<std::uint64_t>() + 1;
      for (auto count = from.number<std::uint32_t>(); count > 0 && from.ok(); --count)
        regions_.push_back(from.text());
    }
    whole = whole && from.complete();
  };
  if (auto read = store_.each_document(meta, see); !read) return read;
  if (!whole) return damaged();
  if (account == account_) return {};
  return Failure<std::string>{fmt::format(
      "the data directory is of account {}, not {}: choose another --data-dir, or that --account",
      account, account_)};
}

void Keeper::write_meta() {
  Packer packer;
  packer.text(account_).number(runs_).number(static_cast<std::uint32_t>(regions_.size()));
  for (const std::string& region : regions_) packer.text(region);
  store_.put_document(meta, "cloud", packer.bytes());
}

std::uint64_t Keeper::seed_of_this_run(std::uint64_t seed) const {
  constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15U;  // spreads small numbers evenly
  return seed + (runs_ * golden_ratio);
}

void Keeper::begin(std::function<Instant()> now) {
  now_ = std::move(now);
  store_.before_commit([this] { write_changes(); });
}

world::SqsJournal& Keeper::journal(const std::string& region) {
  Place& place = places_[region];
  if (!place.journal) place.journal = std::make_unique<SqsJournal>(store_, region);
  return *place.journal;
}

void Keeper::keep(world::Region& region) {
  const std::string& name = region.where.region;
  Place& place = places_[name];
  place.queues = saved(region.sqs, *place.journal, name);
  place.others.push_back(saved(region.ecs, name));
  place.others.push_back(saved(region.cloudwatch, name));
  place.others.push_back(saved(region.scaling, name));
  place.others.push_back(saved(region.events, name));
  place.others.push_back(saved(region.lambda, name));
  place.others.push_back(saved(region.logs, name));
  if (std::ranges::find(regions_, name) != regions_.end()) return;
  regions_.push_back(name);
  write_meta();
}

void Keeper::keep(world::Iam& iam, world::Sts& sts) {
  Place& place = places_[std::string{account_place}];
  place.others.push_back(saved(iam, account_));
  place.others.push_back(saved(sts, account_));
}

Result<void, std::string> Keeper::load(std::string_view name, Instant now) {
  const Place& place = places_.find(name)->second;
  if (place.queues)
    if (auto loaded = place.queues->load(store_, now); !loaded) return loaded;
  for (const auto& component : place.others)
    if (auto loaded = component->load(store_, now); !loaded) return loaded;
  return {};
}

bool Keeper::others_changed() const {
  return std::ranges::any_of(places_, [](const auto& entry) {
    return std::ranges::any_of(entry.second.others, [](const auto& one) { return one->changed(); });
  });
}

bool Keeper::must_store(std::string_view service) {
  if (service != "sqs" && others_changed()) {
    keep_all();
    return true;
  }
  const bool queues_changed = std::ranges::any_of(places_, [](const auto& entry) {
    return entry.second.queues && entry.second.queues->changed();
  });
  if (queues_changed) store_.touch();
  return store_.pending();
}

void Keeper::moved() {
  if (armed_ || finished_) return;
  armed_ = true;
  timer_.expires_after(patience);
  timer_.async_wait([weak = std::weak_ptr{self_}](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (!self || cancelled) return;
    Keeper& keeper = **self;
    keeper.armed_ = false;
    if (keeper.others_changed()) keeper.keep_all();
  });
}

void Keeper::write_changes() {
  for (const auto& [name, place] : places_) {
    if (place.queues) place.queues->save(store_);
    if (!write_others_) continue;
    for (const auto& component : place.others) component->save(store_);
  }
  write_others_ = false;
  const Instant now = now_();
  if (now == time_) return;
  time_ = now;
  Packer packer;
  store_.put_document(meta, "time", packer.number(now.time_since_epoch().count()).bytes());
}

void Keeper::keep_all() {
  write_others_ = true;
  store_.touch();
}

Result<void, std::string> Keeper::finish() {
  finished_ = true;
  timer_.cancel();
  write_others_ = true;
  return store_.commit();
}

Keeper::Places Keeper::forget() {
  store_.clear();
  regions_.clear();
  time_.reset();
  write_meta();
  return std::exchange(places_, {});
}

}  // namespace sluice::local
