#pragma once

#include <deque>
#include <functional>

#include "http/crew.hpp"
#include "http/mailbox.hpp"
#include "http/sleeper.hpp"
#include "publish/ports.hpp"
#include "publish/publisher.hpp"

namespace sluice::publish {

/// The publisher's hands: carries its actions out and tells it how they ended.
/// All that it is given must outlive it. One event loop, one thread.
class Driver {
 public:
  /// Is told of every tick's end.
  using Listener = std::function<void(const record::TickRecord&)>;

  Driver(const asio::any_io_executor& executor, Publisher& publisher, Sources& sources, Sink& sink,
         const Clock& clock, http::Sleeper& sleeper, Listener listener);

  /// Wakes the publisher and works until it finishes. May be called again.
  asio::awaitable<void> run(Woke woke);

  /// Something that happened outside: a stop, a new plan.
  void tell(Event event) { mailbox_.put(std::move(event)); }

 private:
  enum class Wanted { more, no_more };

  Wanted perform(Action action);
  void start_waiting();
  asio::awaitable<void> carry_out(Action first);
  asio::awaitable<Event> outcome(const ReadQueue& action);
  asio::awaitable<Event> outcome(const ReadServices& action);
  asio::awaitable<Event> outcome(const Publish& action);
  asio::awaitable<void> post_after(Instant at, Event event);

  Publisher& publisher_;
  Sources& sources_;
  Sink& sink_;
  const Clock& clock_;
  http::Sleeper& sleeper_;
  Listener listener_;
  http::Mailbox<Event> mailbox_;
  http::Crew calls_;
  http::Crew timers_;
  std::deque<Action> waiting_;  ///< calls that have no place yet
};

}  // namespace sluice::publish
