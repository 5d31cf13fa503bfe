#include "publish/driver.hpp"

#include <utility>

namespace sluice::publish {
namespace {

/// Calls under way at once: as many as the client keeps connections. The rest
/// wait as plain actions, which cost a few words each and no coroutine.
constexpr std::size_t most_calls = 64;

}  // namespace

Driver::Driver(const asio::any_io_executor& executor, Publisher& publisher, Sources& sources,
               Sink& sink, const Clock& clock, http::Sleeper& sleeper, Listener listener)
    : publisher_{publisher},
      sources_{sources},
      sink_{sink},
      clock_{clock},
      sleeper_{sleeper},
      listener_{std::move(listener)},
      mailbox_{executor},
      calls_{executor},
      timers_{executor} {}

asio::awaitable<void> Driver::run(Woke woke) {
  mailbox_.put(woke);
  for (Wanted wanted = Wanted::more; wanted == Wanted::more;) {
    const Event event = co_await mailbox_.take();
    for (Action& action : publisher_.next(event, clock_.now()))
      if (perform(std::move(action)) == Wanted::no_more) wanted = Wanted::no_more;
  }
  waiting_.clear();
  timers_.cancel();
  calls_.cancel();
  co_await timers_.all_ended();
  co_await calls_.all_ended();
}

Driver::Wanted Driver::perform(Action action) {
  if (const auto* report = std::get_if<Report>(&action)) {
    listener_(report->record);
  } else if (const auto* watch = std::get_if<WatchDeadline>(&action)) {
    timers_.start(post_after(watch->deadline, DeadlinePassed{watch->tick, watch->phase}));
  } else if (const auto* sleep = std::get_if<Sleep>(&action)) {
    timers_.cancel();  // the deadlines of the tick that has just ended, and
    waiting_.clear();  // what it had no time for
    timers_.start(post_after(sleep->until, Woke{}));
  } else if (std::holds_alternative<Finish>(action)) {
    return Wanted::no_more;
  } else {
    waiting_.push_back(std::move(action));
    start_waiting();
  }
  return Wanted::more;
}

void Driver::start_waiting() {
  while (!waiting_.empty() && calls_.size() < most_calls) {
    Action first = std::move(waiting_.front());
    waiting_.pop_front();  // before the start: what it starts may end at once
    calls_.start(carry_out(std::move(first)));
  }
}

asio::awaitable<void> Driver::carry_out(Action first) {
  std::optional<Action> action{std::move(first)};
  while (action) {
    if (const auto* queue = std::get_if<ReadQueue>(&*action))
      mailbox_.put(co_await outcome(*queue));
    else if (const auto* services = std::get_if<ReadServices>(&*action))
      mailbox_.put(co_await outcome(*services));
    else if (const auto* publish = std::get_if<Publish>(&*action))
      mailbox_.put(co_await outcome(*publish));
    action.reset();
    if (waiting_.empty()) co_return;
    action = std::move(waiting_.front());
    waiting_.pop_front();
  }
}

asio::awaitable<Event> Driver::outcome(const ReadQueue& action) {
  const std::string& queue = publisher_.plan().queues.at(action.queue);
  auto depth = co_await sources_.depth_of(queue, action.deadline);
  co_return QueueRead{action.tick, action.queue, std::move(depth)};
}

asio::awaitable<Event> Driver::outcome(const ReadServices& action) {
  const ServiceBatch& batch = publisher_.batch(action.batch);
  std::vector<std::string> names;
  names.reserve(batch.services.size());
  for (const std::size_t i : batch.services)
    names.push_back(publisher_.plan().services.at(i).key.service);
  auto tasks = co_await sources_.tasks_of(batch.cluster, std::move(names), action.deadline);
  co_return ServicesRead{action.tick, action.batch, std::move(tasks)};
}

asio::awaitable<Event> Driver::outcome(const Publish& action) {
  std::vector<ServiceValue> values;
  values.reserve(action.datapoints.size());
  for (const Datapoint& datapoint : action.datapoints)
    values.push_back({publisher_.plan().services.at(datapoint.service).key, datapoint.value});
  auto failures =
      co_await sink_.publish(publisher_.plan().metric, std::move(values), action.deadline);
  co_return Published{action.tick, std::move(failures)};
}

asio::awaitable<void> Driver::post_after(Instant at, Event event) {
  const Duration span = at - clock_.now();
  if (span > Duration{0}) co_await sleeper_.sleep(span);
  mailbox_.put(std::move(event));
}

}  // namespace sluice::publish
